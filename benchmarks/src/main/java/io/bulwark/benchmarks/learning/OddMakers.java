package io.bulwark.benchmarks.learning;

import java.util.List;
import java.util.random.RandomGenerator;

/** Makes values in forms that are rarer than those of {@link Maker}; in queries they are coded as queries are. */
final class OddMakers {
    private static final List<String> FIELDS = List.of("name", "price", "created_at", "status", "owner_id", "weight");
    private static final List<String> PLACES =
            List.of("Zürich", "São Paulo", "Kraków", "Île-de-France", "Besançon", "L'Aquila", "東京", "Łódź", "Bath");

    private OddMakers() {}

    private static Maker of(String name, Maker.Source source) {
        return new Maker(name, false, source);
    }

    private static String pick(RandomGenerator chance, List<String> of) {
        return of.get(chance.nextInt(of.size()));
    }

    /** {@code price gt 10.5 and name eq 'kaber'}. */
    static Maker condition() {
        return of("condition", (chance, _) -> {
            var text = new StringBuilder(comparison(chance));
            while (chance.nextInt(3) == 0) {
                text.append(chance.nextBoolean() ? "+and+" : "+or+").append(comparison(chance));
            }
            return text.toString();
        });
    }

    private static String comparison(RandomGenerator chance) {
        var field = pick(chance, FIELDS);
        return switch (chance.nextInt(4)) {
            case 0 -> "contains(" + field + ",%27" + Words.at(chance.nextInt(4000)) + "%27)";
            case 1 -> field + "+eq+%27" + Words.at(chance.nextInt(4000)) + "%27";
            case 2 -> field + "+gt+" + chance.nextInt(1000) + "." + chance.nextInt(10);
            default -> field + "+le+" + chance.nextInt(100_000);
        };
    }

    static Maker order() {
        return of(
                "order",
                (chance, _) -> (chance.nextBoolean() ? "-" : "")
                        + pick(chance, FIELDS)
                        + (chance.nextInt(3) == 0 ? "," + pick(chance, FIELDS) : ""));
    }

    /** {@code Key(17)}: a number in brackets. */
    static Maker key() {
        return of("key", (chance, progress) -> "(" + (1 + chance.nextInt((int) (9000 + 2000 * progress))) + ")");
    }

    static Maker time() {
        return of(
                "time",
                (chance, _) -> "2026-%02d-%02dT%02d:%02d:%02d%s"
                        .formatted(
                                1 + chance.nextInt(12),
                                1 + chance.nextInt(28),
                                chance.nextInt(24),
                                chance.nextInt(60),
                                chance.nextInt(60),
                                chance.nextBoolean() ? "Z" : "%2B01:00"));
    }

    static Maker area() {
        return of(
                "area",
                (chance, _) -> degree(chance, 180) + "," + degree(chance, 90) + "," + degree(chance, 180) + ","
                        + degree(chance, 90));
    }

    static Maker point() {
        return of("point", (chance, _) -> degree(chance, 90) + "," + degree(chance, 180));
    }

    private static String degree(RandomGenerator chance, int most) {
        return (chance.nextBoolean() ? "-" : "") + chance.nextInt(most) + "." + (100 + chance.nextInt(900));
    }

    /** A query of GraphQL, with blanks and braces. */
    static Maker graph() {
        return of("graph", (chance, progress) -> {
            int id = 1 + chance.nextInt((int) (5000 + 1000 * progress));
            return switch (chance.nextInt(3)) {
                case 0 -> "%7B+user(id:+" + id + ")+%7B+name+email+%7D+%7D";
                case 1 -> "%7Borders(first:" + id % 50 + ")%7Bid,total%7D%7D";
                default -> "query+Cart+%7B+cart(key:+%22" + Words.at(id) + "%22)+%7B+items+%7B+sku+%7D+%7D+%7D";
            };
        });
    }

    static Maker address() {
        return of(
                "address",
                (chance, _) -> "https://" + Words.at(chance.nextInt(200)) + ".example/" + Words.at(chance.nextInt(900))
                        + "?id%3D" + chance.nextInt(9000));
    }

    static Maker colour() {
        return of("colour", (chance, progress) -> "%23" + Maker.hash(6).make(chance, progress));
    }

    /** {@code de:10443}. */
    static Maker composite() {
        return of(
                "composite",
                (chance, progress) -> pick(chance, List.of("de", "fr", "us", "jp")) + ":"
                        + (1 + chance.nextInt((int) (20_000 + 4000 * progress))));
    }

    static Maker urn() {
        return of("urn", (chance, _) -> "urn:isbn:978" + (100_000_000 + chance.nextInt(800_000_000)));
    }

    /** {@code kaber@1.12.3}, {@code kaber@2.0.0-beta.1+b7}. */
    static Maker versioned() {
        return of(
                "versioned",
                (chance, progress) -> Words.at(chance.nextInt(300)) + "@" + chance.nextInt(4) + "."
                        + chance.nextInt((int) (20 + 10 * progress)) + "." + chance.nextInt(30)
                        + (chance.nextInt(12) == 0 ? "-beta." + chance.nextInt(9) : "")
                        + (chance.nextInt(15) == 0 ? "+b" + chance.nextInt(90) : ""));
    }

    static Maker place() {
        return of(
                "place",
                (chance, _) ->
                        pick(chance, PLACES) + (chance.nextBoolean() ? "" : " " + Words.at(chance.nextInt(900))));
    }

    /** {@code tile;z=4;x=12;y=7}. */
    static Maker matrix() {
        return of(
                "matrix",
                (chance, _) -> "tile;z=" + chance.nextInt(20) + ";x=" + chance.nextInt(5000) + ";y="
                        + chance.nextInt(5000) + (chance.nextInt(4) == 0 ? ";style=" + pick(chance, FIELDS) : ""));
    }

    static Maker region() {
        return Maker.oneOf(List.of("eu-west-1", "us-east-1", "us-east-2", "ap-south-1", "eu-north-1", "sa-east-1"));
    }

    /** Addresses of version 6, with two colons in a row. */
    static Maker network() {
        return of(
                "network", (chance, _) -> "2001:db8:%x::%x".formatted(chance.nextInt(65_536), chance.nextInt(65_536)));
    }

    /** A value in braces, as a hash tag of Redis. */
    static Maker braced(Maker inside) {
        return of("braced " + inside.name(), (chance, progress) -> "{" + inside.make(chance, progress) + "}");
    }

    static Maker slashed() {
        return of(
                "slashed", (chance, _) -> "/" + Words.noun(chance.nextInt(40)) + "/" + Words.at(chance.nextInt(3000)));
    }
}
