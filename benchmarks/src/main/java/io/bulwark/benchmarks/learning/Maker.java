package io.bulwark.benchmarks.learning;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes values of one kind.
 *
 * @param name what the kind is called in reports
 * @param free whether the value is text that people write, which may hold nearly anything
 */
record Maker(String name, boolean free, Source source) {

    private static final String HEX = "0123456789abcdef";
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

    private static String hex(RandomGenerator chance, int digits) {
        var text = new StringBuilder();
        for (int i = 0; i < digits; i++) {
            text.append(HEX.charAt(chance.nextInt(16)));
        }
        return text.toString();
    }
}
