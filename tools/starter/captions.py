"""Captions for the training pictures, and every word in them (for `words.txt`)."""

import re
from collections import Counter

from scene import COLOURS

PLAIN = [
    "{a} {subject} on {b} {colour} background",
    "{subject} on {b} {colour} background",
    "{a} {subject} on {colour}",
    "{a} {subject}, {colour} background",
    "{subject}, {colour}",
    "{b} {colour} background with {a} {subject}",
    "{a} {subject} in front of {b} {colour} background",
    "a picture of {a} {subject} on {b} {colour} background",
    "3d emoji of {a} {subject} on {b} {colour} background",
]
PLAIN_WEIGHTS = [10, 2, 2, 2, 1, 1, 1, 1, 1]
PLACED = {
    "large": ["a large {subject} on {b} {colour} background", "a big {subject} on {b} {colour} background"],
    "small": ["a small {subject} on {b} {colour} background", "a tiny {subject} on {b} {colour} background"],
    "left": ["a small {subject} on the left of {b} {colour} background"],
    "right": ["a small {subject} on the right of {b} {colour} background"],
    "top": ["a small {subject} at the top of {b} {colour} background"],
    "bottom": ["a small {subject} at the bottom of {b} {colour} background"],
    "mirrored": ["a mirrored {subject} on {b} {colour} background"],
}
# What people try first: a short run may show these more often (train_unet.py --favour).
FAVOURITES = """fox, cat, dog, lion, tiger face, panda, koala, bear, rabbit, frog, owl, penguin, elephant, giraffe, horse, cow,
pig, unicorn, turtle, whale, dolphin, tropical fish, octopus, butterfly, sunflower, tulip, rose, cactus, mushroom,
red apple, banana, strawberry, lemon, watermelon, pineapple, carrot, pizza, hamburger, doughnut, birthday cake""".replace(
    "\n", " "
).split(", ")
COLOUR_WORDS = {colour: [colour] for colour in COLOURS} | {"gray": ["gray", "grey"], "navy": ["navy", "dark blue"]}


def article(word):
    return "an" if word[0] in "aeiou" else "a"


def prompt(subject, colour):
    """The caption the evaluation asks for."""
    return f"{article(subject)} {subject} on {article(colour)} {colour} background"


def synonyms(names, tags):
    """For each subject, the tags that no other subject has as its tag or name."""
    counts = Counter(tag for row in tags for tag in {t.lower() for t in row})
    return [
        [t for t in dict.fromkeys(t.lower() for t in row) if counts[t] == 1 and t not in names and t.isascii()]
        for row in tags
    ]


class Captions:
    def __init__(self, names, tags):
        self.names = names
        self.synonyms = synonyms(names, tags)

    def subject(self, random, index):
        """Mostly the subject's name, sometimes one of its own tags."""
        other = self.synonyms[index]
        return other[random.integers(len(other))] if other and random.random() < 0.06 else self.names[index]

    def caption(self, random, index, colour, place):
        if place == "centre":
            if random.random() < 0.03:
                return "{0} {1}".format(article(self.names[index]), self.names[index])  # any colour will do
            total = sum(PLAIN_WEIGHTS)
            template = random.choice(PLAIN, p=[w / total for w in PLAIN_WEIGHTS])
        else:
            template = PLACED[place][random.integers(len(PLACED[place]))]
        subject = self.subject(random, index)
        words = COLOUR_WORDS[colour]
        colour = words[random.integers(len(words))]
        sloppy = random.random() < 0.1  # people also write "a orange background"
        a, b = ("a", "a") if sloppy else (article(subject), article(colour))
        return template.format(a=a, b=b, subject=subject, colour=colour)

    def texts(self):
        """Texts that together hold every word a caption can hold."""
        frames = PLAIN + [t for group in PLACED.values() for t in group]
        yield from (re.sub(r"\{\w+\}", " ", frame) for frame in frames)
        yield "a an"
        yield from self.names
        yield from (word for group in self.synonyms for word in group)
        yield from (word for group in COLOUR_WORDS.values() for word in group)

    def words(self):
        return sorted({word for text in self.texts() for word in re.findall(r"[^\W_]+", text.lower())})
