package io.bulwark.benchmarks.learning;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Makes values of one kind.
 *
 * @param name what the kind is called in reports
 * @param free whether the value is text that people write, which may hold nearly anything
 */
record Maker(String name, boolean free, Source source) {

    private static final String HEX = "0123456789abcdef";
    private static final List<String> PUNCTUATION =
            List.of("+", "+", "+", "+", ",+", ".+", "'s+", "+%22", "%22+", "!+", "%0A", "+(", ")+", ";+");
    private static final String CODE = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789";

    /** Makes one value; {@code progress} goes from 0 to 1 and beyond as time passes. */
    interface Source {
        String make(RandomGenerator chance, double progress);
    }

    String make(RandomGenerator chance, double progress) {
        return source.make(chance, progress);
    }

    /** Numbers that grow as things are made. */
    static Maker number(int first, int growth) {
        return new Maker(
                "number",
                false,
                (chance, progress) -> Integer.toString(1 + chance.nextInt((int) (first + growth * progress))));
    }

    static Maker uuid() {
        return new Maker(
                "uuid",
                false,
                (chance, _) -> hex(chance, 8) + "-" + hex(chance, 4) + "-4" + hex(chance, 3) + "-a" + hex(chance, 3)
                        + "-" + hex(chance, 12));
    }

    static Maker hash(int digits) {
        return new Maker("hash" + digits, false, (chance, _) -> hex(chance, digits));
    }

    static Maker date() {
        return new Maker(
                "date",
                false,
                (chance, _) -> "20%02d-%02d-%02d"
                        .formatted(20 + chance.nextInt(7), 1 + chance.nextInt(12), 1 + chance.nextInt(28)));
    }

    static Maker code(int length) {
        return new Maker("code" + length, false, (chance, _) -> {
            var text = new StringBuilder();
            for (int i = 0; i < length; i++) {
                text.append(CODE.charAt(chance.nextInt(CODE.length())));
            }
            return text.toString();
        });
    }

    /** Titles of things, some far more asked for than others. */
    static Maker title(int things) {
        return new Maker("title", false, (chance, progress) -> {
            int thing = (int) Math.pow(things * (1 + progress / 4), chance.nextDouble());
            return Words.at(thing * 7 + 1) + "-" + Words.at(thing * 13 + 5) + (thing % 3 == 0 ? "-" + thing : "");
        });
    }

    /** A word out of few. */
    static Maker word(int words, int salt) {
        return new Maker(
                "word",
                false,
                (chance, _) -> Words.at(salt * 31 + 100 + (int) (words * Math.pow(chance.nextDouble(), 1.6))));
    }

    static Maker user() {
        return new Maker(
                "user",
                false,
                (chance, _) -> Words.at(chance.nextInt(4000))
                        + ".".repeat(0)
                        + (chance.nextBoolean()
                                ? Integer.toString(chance.nextInt(1000))
                                : "_" + Words.at(chance.nextInt(400))));
    }

    static Maker email() {
        return new Maker(
                "email",
                false,
                (chance, _) -> Words.at(chance.nextInt(4000)) + "." + Words.at(chance.nextInt(400)) + "@"
                        + Words.at(chance.nextInt(60)) + ".example");
    }

    static Maker oneOf(List<String> values) {
        return new Maker(
                "one of " + values.size(),
                false,
                (chance, _) -> values.get((int) (values.size() * chance.nextDouble() * chance.nextDouble())));
    }

    /** Mostly the first page, and hardly ever a late one. */
    static Maker page() {
        return new Maker("page", false, (chance, _) -> {
            int page = 1;
            while (chance.nextDouble() < 0.6 && page < 200) {
                page++;
            }
            return Integer.toString(page);
        });
    }

    static Maker text() {
        return new Maker("text", true, (chance, _) -> {
            var text = new StringBuilder(Words.at(chance.nextInt(2000)));
            for (int i = chance.nextInt(4); i > 0; i--) {
                text.append("+").append(Words.at(chance.nextInt(2000)));
            }
            return text.toString();
        });
    }

    static Maker cursor() {
        return new Maker(
                "cursor",
                false,
                (chance, _) -> code(20 + chance.nextInt(8)).make(chance, 0) + (chance.nextInt(3) == 0 ? "%3D" : ""));
    }

    /** What people write, with the punctuation that they use. */
    static Maker prose() {
        return new Maker("prose", true, (chance, _) -> {
            var text = new StringBuilder(Words.at(chance.nextInt(2000)));
            for (int i = chance.nextInt(12); i > 0; i--) {
                text.append(PUNCTUATION.get(chance.nextInt(PUNCTUATION.size()))).append(Words.at(chance.nextInt(2000)));
            }
            return text.toString();
        });
    }

    /** Amounts with two digits behind the point, as JSON writes them. */
    static Maker decimal(int most) {
        return new Maker(
                "decimal",
                false,
                (chance, _) -> chance.nextInt(most) + (chance.nextInt(4) == 0 ? "" : "." + chance.nextInt(100)));
    }

    static Maker ulid() {
        return new Maker("ulid", false, (chance, _) -> "01J" + text(chance, "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 23));
    }

    static Maker base64(int length) {
        return new Maker("base64url", false, (chance, _) -> text(chance, CODE + "lIO-_", length));
    }

    static Maker mixedHash(int digits) {
        return new Maker(
                "mixed hash",
                false,
                (chance, _) -> chance.nextBoolean()
                        ? hex(chance, digits)
                        : hex(chance, digits).toUpperCase(Locale.ROOT));
    }

    static Maker phone() {
        return new Maker("phone", false, (chance, _) -> "+49" + text(chance, "0123456789", 9 + chance.nextInt(3)));
    }

    static Maker locale() {
        return oneOf(List.of("en", "de", "fr", "en-US", "pt-BR", "zh-Hans", "es-419", "it"));
    }

    static Maker version() {
        return new Maker(
                "version",
                false,
                (chance, progress) -> "v" + (1 + chance.nextInt(3)) + "." + chance.nextInt(5 + (int) (10 * progress))
                        + "." + chance.nextInt(20) + (chance.nextInt(6) == 0 ? "-rc" + chance.nextInt(4) : ""));
    }

    static Maker fileName() {
        return new Maker(
                "file name",
                false,
                (chance, _) -> Words.at(chance.nextInt(4000)) + "_" + chance.nextInt(100)
                        + List.of(".pdf", ".PNG", ".tar.gz", ".csv").get(chance.nextInt(4)));
    }

    static Maker address() {
        return new Maker(
                "address",
                false,
                (chance, _) -> "10." + chance.nextInt(256) + "." + chance.nextInt(256) + "." + chance.nextInt(256));
    }

    static Maker compactDate() {
        return new Maker(
                "compact date",
                false,
                (chance, _) -> "20%02d%02d%02dT%02d0000Z"
                        .formatted(
                                20 + chance.nextInt(7),
                                1 + chance.nextInt(12),
                                1 + chance.nextInt(28),
                                chance.nextInt(24)));
    }

    /** Names with blanks and letters that are percent-encoded in a path; rules see them decoded. */
    static Maker coded() {
        return new Maker(
                "coded name",
                false,
                (chance, _) -> Words.at(chance.nextInt(4000)) + " "
                        + List.of("Müller", "Ö", "São", "x").get(chance.nextInt(4)));
    }

    /** Names of fields between commas. */
    static Maker list() {
        return new Maker("list", false, (chance, _) -> {
            var text = new StringBuilder(Words.noun(chance.nextInt(12)));
            for (int i = chance.nextInt(4); i > 0; i--) {
                text.append(',').append(Words.noun(chance.nextInt(12)));
            }
            return text.toString();
        });
    }

    private static String text(RandomGenerator chance, String letters, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(chance.nextInt(letters.length())));
        }
        return text.toString();
    }

    private static String hex(RandomGenerator chance, int digits) {
        var text = new StringBuilder();
        for (int i = 0; i < digits; i++) {
            text.append(HEX.charAt(chance.nextInt(16)));
        }
        return text.toString();
    }
}
