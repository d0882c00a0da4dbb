package studio.sfumato.diffusion;

import java.math.BigInteger;
import java.util.random.RandomGenerator;
import studio.sfumato.error.RequestException;

/// Where a picture's random numbers start: any 64-bit number, unsigned as `torch.manual_seed` takes it. The CPU
/// generator uses the low 32 bits only, so seeds 2³² apart give equal pictures.
///
/// @param value the 64 bits; a negative `long` stands for a seed ≥ 2⁶³
public record Seed(long value) {
    private static final BigInteger TWO_64 = BigInteger.TWO.pow(64);

    /// {@return a seed below 2³², as other tools pick when they are asked for −1}
    public static Seed random(RandomGenerator source) {
        return new Seed(source.nextLong(1L << 32));
    }

    /// {@return the seed written in decimal, −2⁶³ … 2⁶⁴ − 1; a negative number counts from 2⁶⁴ as in torch}
    ///
    /// @throws RequestException if `text` is not such a number
    public static Seed parse(String text) {
        String digits = text.strip();
        if (!digits.matches("-?\\d{1,20}")) {
            throw refused(text);
        }
        BigInteger number = new BigInteger(digits);
        if (number.compareTo(BigInteger.valueOf(Long.MIN_VALUE)) < 0 || number.compareTo(TWO_64) >= 0) {
            throw refused(text);
        }
        return new Seed(number.longValue());
    }

    /// {@return the seed of the picture `i` places on}
    public Seed plus(long i) {
        return new Seed(value + i);
    }

    private static RequestException refused(String text) {
        return new RequestException("seed must be a whole number below 2^64, not '" + text + "'");
    }

    /// {@return the seed as an unsigned decimal number}
    @Override
    public String toString() {
        return Long.toUnsignedString(value);
    }
}
