package io.bulwark.benchmarks.learning;

import io.bulwark.benchmarks.learning.Template.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Makes services of several shapes; every seed makes another one. */
final class Services {
    /* Weights are spread over four powers of ten, so that every service has calls that are rare. Each template has its own peers, each
     * variable its own kind of value. Some templates appear only when half of the traffic is over. */

    /** The shapes that there are. */
    enum Shape {
        REST,
        TENANTS,
        CONTENT,
        SHORT_LINKS,
        GRPC,
        REDIS,
        MYSQL,
        FORMS,
        MIXED,
        QUERIES,
        OBJECTS,
        TAGS,
        BUCKETS
    }

    private static final List<String> PEERS =
            List.of("shop/web", "shop/mobile", "shop/checkout", "back/reports", "back/batch", "ops/monitor");

    private final RandomGenerator chance;
    private final List<Template> templates = new ArrayList<>();
    private final List<String> peers;

    private Services(RandomGenerator chance) {
        this.chance = chance;
        peers = PEERS.subList(0, 2 + chance.nextInt(PEERS.size() - 1));
    }

    static Service make(Shape shape, RandomGenerator chance) {
        var maker = new Services(chance);
        switch (shape) {
            case REST -> maker.rest("api/v1", 4 + chance.nextInt(9));
            case TENANTS -> maker.tenants();
            case CONTENT -> maker.content();
            case SHORT_LINKS -> maker.shortLinks();
            case GRPC -> maker.grpc();
            case REDIS -> maker.redis();
            case MYSQL -> maker.mysql();
            case FORMS -> maker.forms();
            case QUERIES -> new OddServices(maker, chance).queries();
            case OBJECTS -> new OddServices(maker, chance).objects();
            case TAGS -> new OddServices(maker, chance).tags();
            case BUCKETS -> new OddServices(maker, chance).buckets();
            case MIXED -> {
                maker.rest(chance.nextBoolean() ? "v2" : "", 3);
                maker.content();
            }
        }
        var port = 8000 + chance.nextInt(2000);
        return new Service(shape.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'), port, maker.templates);
    }

    private Maker id() {
        return switch (chance.nextInt(8)) {
            case 0, 1 -> Maker.number(5000, 2000);
            case 2 -> Maker.number(2_000_000, 500_000);
            case 3 -> Maker.uuid();
            case 4 -> Maker.hash(24);
            case 5 -> Maker.code(8);
            case 6 -> Maker.hash(40);
            default -> Maker.user();
        };
    }

    private double weight() {
        return Math.pow(10, -3.2 * chance.nextDouble());
    }

    private List<String> some() {
        var shuffled = new ArrayList<>(peers);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            java.util.Collections.swap(shuffled, i, chance.nextInt(i + 1));
        }
        return shuffled.subList(0, 1 + chance.nextInt(Math.min(3, shuffled.size())));
    }

    /** What the same peers do in one place with several methods, as often each. */
    void addAll(List<String> methods, List<Piece> pieces) {
        double weight = Math.pow(10, -1.5 * chance.nextDouble());
        var callers = some();
        methods.forEach(
                method -> templates.add(new Template("http", method, pieces, none(), none(), weight, callers, 0)));
    }

    void add(String protocol, String method, List<Piece> pieces, Map<String, Maker> parameters) {
        boolean sends = protocol.equals("http") && (method.startsWith("P") || method.equals("QUERY"));
        double since = chance.nextInt(12) == 0 ? 0.4 * chance.nextDouble() : 0;
        var contents = sends && chance.nextInt(8) > 0 ? contents() : none();
        templates.add(new Template(protocol, method, pieces, parameters, contents, weight(), some(), since));
    }

    /** What is sent along: some fields of many kinds, things in things and lists among them. */
    private Map<String, Maker> contents() {
        var all = new TreeMap<String, Maker>();
        int fields = 2 + chance.nextInt(9);
        for (int i = 0; i < fields; i++) {
            var noun = Words.noun(chance.nextInt(Words.nouns()));
            switch (chance.nextInt(13)) {
                case 0 -> all.put(noun + "Id", id());
                case 1 -> all.put("quantity", Maker.number(40, 10));
                case 2 -> all.put("price", Maker.decimal(5000));
                case 3 -> all.put("currency", Maker.oneOf(List.of("EUR", "USD", "GBP", "CHF")));
                case 4 -> all.put("active", Maker.oneOf(List.of("true", "false")));
                case 5 -> all.put("note", Maker.prose());
                case 6 -> all.put("email", Maker.email());
                case 7 -> all.put("due", Maker.date());
                case 8 -> all.put("address.city", Maker.title(300));
                case 9 -> all.put("address.country", Maker.oneOf(List.of("de", "fr", "it", "pl", "us")));
                case 10 -> {
                    all.put(noun + "[].sku", Maker.code(8));
                    all.put(noun + "[].count", Maker.number(12, 2));
                }
                case 11 -> all.put("tags[]", Maker.word(30, chance.nextInt(50)));
                default -> all.put(noun, Maker.word(8 + chance.nextInt(200), chance.nextInt(50)));
            }
        }
        return all;
    }

    private Map<String, Maker> none() {
        return Map.of();
    }

    private Map<String, Maker> listing() {
        var all = new TreeMap<String, Maker>();
        all.put("page", Maker.page());
        all.put("limit", Maker.oneOf(List.of("10", "20", "50", "100")));
        if (chance.nextBoolean()) {
            all.put("sort", Maker.oneOf(List.of("name", "created", "-created", "price")));
        }
        if (chance.nextInt(3) == 0) {
            all.put("q", Maker.text());
        }
        if (chance.nextInt(4) == 0) {
            all.put("from", Maker.date());
            all.put("to", Maker.date());
        }
        if (chance.nextInt(5) == 0) {
            all.put("cursor", Maker.cursor());
        }
        return all;
    }

    static List<Piece> path(String prefix, Object... more) {
        var pieces = new ArrayList<Piece>();
        for (var text : prefix.split("/", -1)) {
            if (!text.isEmpty()) {
                pieces.add(new Piece.Fixed(text));
            }
        }
        for (var each : more) {
            pieces.add(
                    switch (each) {
                        case Piece piece -> piece;
                        case Maker maker -> new Piece.Varying(maker);
                        default -> new Piece.Fixed((String) each);
                    });
        }
        return pieces;
    }

    private void rest(String prefix, int resources) {
        int first = chance.nextInt(Words.nouns());
        for (int i = 0; i < resources; i++) {
            var noun = Words.noun(first + i);
            var id = id();
            add("http", "GET", path(prefix, noun), listing());
            add("http", "POST", path(prefix, noun), none());
            add("http", "GET", path(prefix, noun, id), none());
            if (chance.nextBoolean()) {
                add("http", "PUT", path(prefix, noun, id), none());
            }
            if (chance.nextInt(3) == 0) {
                add("http", "DELETE", path(prefix, noun, id), none());
            }
            if (chance.nextInt(2) == 0) {
                var child = Words.noun(first + 40 + i);
                add("http", "GET", path(prefix, noun, id, child), listing());
                add("http", "GET", path(prefix, noun, id, child, id()), none());
            }
            if (chance.nextInt(3) == 0) {
                add(
                        "http",
                        "POST",
                        path(
                                prefix,
                                noun,
                                id,
                                List.of("cancel", "approve", "archive").get(i % 3)),
                        none());
            }
        }
        add("http", "GET", path("health"), none());
    }

    private void tenants() {
        var tenant = Maker.word(5 + chance.nextInt(300), chance.nextInt(50));
        int first = chance.nextInt(Words.nouns());
        for (int i = 0; i < 4 + chance.nextInt(4); i++) {
            var noun = Words.noun(first + i);
            var id = id();
            add("http", "GET", path("t", tenant, noun), listing());
            add("http", "POST", path("t", tenant, noun), none());
            add("http", "GET", path("t", tenant, noun, id), none());
            add("http", "PATCH", path("t", tenant, noun, id), none());
        }
        add("http", "GET", path("admin/tenants"), none());
        add("http", "GET", path("healthz"), none());
    }

    private void content() {
        add("http", "GET", path("blog", Maker.title(400)), none());
        add("http", "GET", path("blog", Maker.date(), Maker.title(400)), none());
        add(
                "http",
                "GET",
                path("tags", Maker.word(12 + chance.nextInt(60), chance.nextInt(50))),
                Map.of("page", Maker.page()));
        add("http", "GET", path("authors", Maker.user()), none());
        add("http", "GET", path("authors/me"), none());
        add("http", "PUT", path("authors/me/settings"), none());
        add("http", "GET", path("search"), Map.of("q", Maker.text(), "lang", Maker.oneOf(List.of("en", "de", "fr"))));
        add("http", "GET", path("feed.xml"), none());
        add("http", "GET", path("robots.txt"), none());
        for (var asset : List.of("app.js", "style.css", "logo.svg", "print.css")) {
            add("http", "GET", path("static", asset), Map.of("v", Maker.hash(16)));
        }
        add("http", "POST", path("comments"), none());
        add("http", "DELETE", path("comments", Maker.number(90_000, 9000)), none());
        add("http", "GET", path("media", Maker.number(9, 4), Maker.hash(32)), Map.of("w", Maker.number(1200, 0)));
    }

    private void shortLinks() {
        add("http", "GET", path("", Maker.code(7)), none());
        add("http", "POST", path("api/links"), none());
        add("http", "GET", path("api/links", Maker.code(7)), none());
        add("http", "DELETE", path("api/links", Maker.code(7)), none());
        add("http", "GET", path("api/links", Maker.code(7), "stats"), Map.of("from", Maker.date(), "to", Maker.date()));
        add("http", "GET", path("health"), none());
        add("http", "GET", path("login"), Map.of("next", Maker.oneOf(List.of("home", "links"))));
        add("http", "POST", path("login"), none());
        add("http", "GET", path("invites", Maker.email()), none());
    }

    /** Ids and parameters in forms that are less common. */
    private void forms() {
        var kinds = List.of(
                Maker.ulid(),
                Maker.base64(22),
                Maker.mixedHash(32),
                Maker.phone(),
                Maker.email(),
                Maker.locale(),
                Maker.version(),
                Maker.fileName(),
                Maker.address(),
                Maker.compactDate(),
                Maker.coded(),
                Maker.title(3000));
        int first = chance.nextInt(Words.nouns());
        for (int i = 0; i < 4 + chance.nextInt(4); i++) {
            var noun = Words.noun(first + i);
            var id = kinds.get(chance.nextInt(kinds.size()));
            var parameters = new TreeMap<>(listing());
            parameters.put("ids[]", kinds.get(chance.nextInt(4)));
            parameters.put("fields", Maker.list());
            add("http", "GET", path("api", noun), parameters);
            add("http", "GET", path("api", noun, id), none());
            add("http", chance.nextBoolean() ? "PUT" : "QUERY", path("api", noun, id), none());
            if (chance.nextBoolean()) {
                var inner = kinds.get(chance.nextInt(kinds.size()));
                var child = Words.noun(first + 40 + i);
                add("http", "GET", path("api", noun, id, child, inner, "parts", Maker.number(20, 0), "raw"), none());
            }
        }
        add("http", "GET", path("", Maker.locale(), "help", Maker.title(60)), none());
        add("http", "GET", path("files", Maker.date(), Maker.fileName()), none());
        add("http", "POST", path("graphql"), none());
    }

    private void grpc() {
        int first = chance.nextInt(Words.nouns());
        for (int i = 0; i < 3 + chance.nextInt(3); i++) {
            var noun = Words.noun(first + i);
            for (var method : List.of("Get", "List", "Create", "Update", "Delete", "Watch")) {
                if (chance.nextInt(3) > 0) {
                    add("grpc", "POST", path("", "/shop.v1." + noun + "/" + method), none());
                }
            }
        }
        add("grpc", "POST", path("", "/grpc.health.v1.Health/Check"), none());
    }

    private void redis() {
        int first = chance.nextInt(Words.nouns());
        for (int i = 0; i < 4 + chance.nextInt(4); i++) {
            var noun = Words.noun(first + i);
            var id = id();
            add("redis", "GET", path("", noun, id), none());
            add("redis", "SET", path("", noun, id), none());
            if (chance.nextBoolean()) {
                add("redis", "EXPIRE", path("", noun, id), none());
                add("redis", "HGETALL", path("", noun, id, "detail"), none());
            }
        }
        add("redis", "LPUSH", path("", "jobs"), none());
        add("redis", "BRPOP", path("", "jobs"), none());
        add("redis", "INCR", path("", "rate", Maker.user(), Maker.number(24, 0)), none());
        add("redis", "PING", path("", ""), none());
    }

    private void mysql() {
        int first = chance.nextInt(Words.nouns());
        for (int i = 0; i < 6 + chance.nextInt(8); i++) {
            var table = Words.noun(first + i);
            for (var verb : List.of("SELECT", "INSERT", "UPDATE", "DELETE")) {
                if (chance.nextInt(3) > 0) {
                    add("mysql", verb, path("", table), none());
                }
            }
        }
        add("mysql", "SELECT", path("", "audit"), none());
    }
}
