"""Strings to try a CLIP tokenizer on: the same ones every time."""
import random

SUBJECTS = "fox¦red panda¦cathedral at dusk¦astronaut¦still life with pears¦portrait of an old fisherman¦ramen shop¦steam train¦lighthouse¦dragon's hoard¦teapot¦jellyfish¦Tokyo street¦café terrace¦naïve painting of a cow¦fjord¦jalapeño¦robot gardener¦hummingbird¦medieval map"
STYLES = "oil on canvas¦watercolour¦35mm photograph¦studio lighting¦trending on artstation¦8k¦highly detailed¦art nouveau¦by Hokusai¦in the style of Moebius¦isometric¦low-poly¦ukiyo-e¦bokeh¦f/1.8¦cinematic¦volumetric light¦matte painting¦sfumato¦chiaroscuro¦unreal engine 5¦pencil sketch¦Kodak Portra 400¦soft focus¦rim light"
COLOURS = "blue¦crimson¦teal¦ochre¦Prussian blue¦off-white¦neon pink¦black & white¦sepia¦viridian"
CONTRACTIONS = "it's¦IT'S¦don't¦DON'T¦we've¦they're¦I'm¦she'll¦he'd¦'tis¦rock'n'roll¦y'all'd've¦the 90's¦o'clock¦''s¦'S¦'LL'¦can’t¦it’s¦‘quoted’¦'re're¦'d'd¦x'st"
SPACES = " \t\n\r\v\f\u0085\u00a0\u1680\u2000\u2003\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
NOT_SPACES = "\u200b\u200c\u200d\u2060\ufeff\u180e\u001c\u001d\u001e\u001f\u0000\u0001\u0007\u001b\u007f\u00ad"
EMOJI = "😀¦🦊¦👩‍🚀¦👨‍👩‍👧‍👦¦🏳️‍🌈¦👍🏽¦❤️¦🇩🇪¦🇯🇵¦1️⃣¦#️⃣¦🧑🏿‍🎨¦🐈‍⬛¦🏴󠁧󠁢󠁥󠁮󠁧󠁿¦☕¦♟️¦🫠¦👁️‍🗨️¦🎨¦✨"
WORLD = "美しい狐が青い背景の前に座っている¦一只红色的狐狸¦高清，8K，杰作¦안녕하세요 세계¦여우¦Лиса на синем фоне¦ΟΔΟΣ Σίσυφος¦ثعلب على خلفية زرقاء¦שועל על רקע כחול¦नीली पृष्ठभूमि पर लोमड़ी¦จิ้งจอกบนพื้นหลังสีน้ำเงิน¦İstanbul ışık¦straße GROẞ¦ﬁne ﬂow¦Ǆungla¦Ⅷ ½ ² ٣ ४ 五¦Ångström Å Å¦ｆｕｌｌｗｉｄｔｈ ＡＢＣ １２３¦cáscara cáscara¦ẛ̣¦각 각¦𝔉𝔯𝔞𝔨𝔱𝔲𝔯 𝒸𝓊𝓇𝓈𝒾𝓋ℯ¦𐐀𐐨¦Ǽǽ¦ǅ ǆ"
MARKERS = "<|endoftext|>¦<|startoftext|>¦<|STARTOFTEXT|>¦<|EndOfText|>¦<|endoftext¦<|pad|>¦</w>¦<|endoftext|>!!¦!<|startoftext|>!¦x<|ENDOFTEXT|>!!y¦#version: 0.2"
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~¡¿«»…—–•·°©®™€£¥§¶†‡※→←↔≈≠∞√∑∫"


def parts(text: str) -> list[str]:
    return text.split("¦")


def phrase(r: random.Random) -> str:
    start = r.choice(["a photo of a", "A painting of", "the", "an", "masterpiece, best quality,", "two", "1girl,", ""])
    text = f"{start} {r.choice(parts(COLOURS))} {r.choice(parts(SUBJECTS))} on a {r.choice(parts(COLOURS))} background"
    for _ in range(r.randrange(5)):
        style = r.choice(parts(STYLES))
        text += ", " + r.choice([style, f"({style}:{r.uniform(0.5, 1.6):.2f})", f"(({style}))", f"[{style}]", style.upper()])
    return text


def word(r: random.Random, longest: int) -> str:
    return "".join(r.choice("etaoinshrdlucmfwypvbgkqjxz") for _ in range(r.randint(1, longest)))


def unicode_text(r: random.Random, top: int) -> str:
    points = [r.choice([r.randrange(0x20, top), r.randrange(0x20, 0x2ff), r.randrange(0x61, 0x7b)]) for _ in range(r.randint(1, 24))]
    return "".join(chr(p) for p in points if not 0xD800 <= p <= 0xDFFF)


def marks(r: random.Random) -> str:
    text = ""
    for _ in range(r.randint(1, 10)):
        text += r.choice("aeiouncszAEIOUNCSZkК한가각 ") + "".join(chr(r.randrange(0x300, 0x370)) for _ in range(r.randrange(4)))
    return text


def mixture(r: random.Random) -> str:
    pools = [parts(CONTRACTIONS), parts(EMOJI), parts(WORLD), parts(SUBJECTS), parts(STYLES), list(PUNCTUATION), list(SPACES), list(NOT_SPACES), parts(MARKERS), list("0123456789")]
    weights = [4, 3, 3, 4, 3, 3, 4, 1, 0.3, 2]
    return "".join(r.choice(r.choices(pools, weights)[0]) for _ in range(r.randint(1, 14)))


def strings() -> list[str]:
    r = random.Random(20261122)
    out = ["", " ", "\n\n", "\u200b", "a", "A", "!", "'", "0", "1234567890", "a" * 300, "\u6f22" * 120, "word " * 74, "word " * 75, "word " * 76, "word " * 200]
    for text in (SUBJECTS, STYLES, CONTRACTIONS, EMOJI, WORLD, MARKERS):
        out += parts(text)
    out += [f"a{space}b" for space in SPACES + NOT_SPACES]
    out += ["a" + mark * n + "b" for mark in PUNCTUATION for n in (1, 2, 3, 7)]
    out += [phrase(r) for _ in range(1500)]
    out += [mixture(r) for _ in range(1400)]
    out += [unicode_text(r, top) for top in (0x250, 0x800, 0x3000, 0x10000, 0x20000, 0x110000) for _ in range(170)]
    out += [marks(r) for _ in range(400)]
    out += [" ".join(word(r, 14) for _ in range(r.randint(1, 9))) for _ in range(500)]
    out += [word(r, 120) for _ in range(80)]
    out += ["".join(r.choice(PUNCTUATION + "0123456789 ") for _ in range(r.randint(1, 30))) for _ in range(200)]
    out += [", ".join(phrase(r) for _ in range(r.randint(3, 6))) for _ in range(60)]
    out += [r.choice(SPACES).join(phrase(r).split(" ")) for _ in range(60)]
    return list(dict.fromkeys(out))
