package io.bulwark.benchmarks.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Services whose paths, queries and keys have forms that others have not. */
final class OddServices {
    private final Services services;
    private final RandomGenerator chance;
    private final int first;

    OddServices(Services services, RandomGenerator chance) {
        this.services = services;
        this.chance = chance;
        first = chance.nextInt(Words.nouns());
    }

    private String noun(int index) {
        return Words.noun(first + index);
    }

    private void get(List<Template.Piece> path, Map<String, Maker> parameters) {
        services.add("http", "GET", path, parameters);
    }

    /** Queries in languages of their own: OData, GraphQL, filters with operators, areas, times, lists. */
    void queries() {
        for (int i = 0; i < 3 + chance.nextInt(3); i++) {
            var odata = new TreeMap<String, Maker>();
            odata.put("$filter", OddMakers.condition());
            odata.put("$orderby", OddMakers.order());
            odata.put("$top", Maker.oneOf(List.of("10", "25", "50", "100")));
            odata.put("$skip", Maker.number(400, 100));
            odata.put("$select", Maker.list());
            get(Services.path("odata", noun(i)), odata);
            get(Services.path("odata", noun(i), OddMakers.key()), Map.of());
            services.add("http", "PATCH", Services.path("odata", noun(i), OddMakers.key()), Map.of());
        }
        var filters = new TreeMap<String, Maker>();
        filters.put("created_at_gte", OddMakers.time());
        filters.put("price_lt", Maker.decimal(2000));
        filters.put("status", Maker.oneOf(List.of("1", "2", "3", "4", "9")));
        filters.put("filter[owner]", Maker.email());
        filters.put("bbox", OddMakers.area());
        filters.put("sort", OddMakers.order());
        filters.put("include_deleted", Maker.oneOf(List.of("false", "true")));
        get(Services.path("v3", noun(10)), filters);
        get(Services.path("v3", noun(10), Maker.uuid(), "history"), Map.of("since", OddMakers.time()));
        get(
                Services.path("graphql"),
                Map.of(
                        "query", OddMakers.graph(),
                        "operationName", Maker.oneOf(List.of("GetUser", "ListOrders", "Cart"))));
        services.add("http", "POST", Services.path("graphql"), Map.of());
        get(Services.path("geo", OddMakers.point(), "weather"), Map.of("lang", Maker.locale()));
        get(Services.path("hooks"), Map.of("callback", OddMakers.address(), "colour", OddMakers.colour()));
        get(Services.path("", Maker.locale(), "pages", Maker.title(80)), Map.of());
    }

    /** Stores of things: keys of any depth, versions, matrix parameters, names in all languages, ids of two parts. */
    void objects() {
        for (int i = 0; i < 2 + chance.nextInt(3); i++) {
            var id = List.of(OddMakers.composite(), OddMakers.urn(), OddMakers.versioned(), OddMakers.place())
                    .get(chance.nextInt(4));
            get(Services.path("store", noun(i), id), Map.of());
            services.add("http", "PUT", Services.path("store", noun(i), id), Map.of());
            get(Services.path("store", noun(i), id, "tags", Maker.word(20, chance.nextInt(40))), Map.of());
        }
        var file = Maker.fileName();
        var folder = Maker.word(30, chance.nextInt(40));
        get(Services.path("bucket", file), Map.of());
        get(Services.path("bucket", folder, file), Map.of());
        get(Services.path("bucket", folder, Maker.date(), file), Map.of("versionId", Maker.base64(32)));
        get(Services.path("bucket", folder, Maker.date(), Maker.hash(16), file), Map.of());
        services.add("http", "PUT", Services.path("bucket", folder, Maker.date(), file), Map.of());
        services.add("http", "DELETE", Services.path("bucket", folder, file), Map.of());
        get(Services.path("tiles", OddMakers.matrix(), "image.png"), Map.of("v", Maker.number(30, 10)));
        get(Services.path("cities", OddMakers.place(), "stations"), Map.of("near", OddMakers.area()));
        get(Services.path("packages", OddMakers.versioned()), Map.of());
        get(Services.path("regions", OddMakers.region(), "status"), Map.of());
        services.add("http", "POST", Services.path("regions", OddMakers.region(), "status"), Map.of());
        get(Services.path("networks", OddMakers.network()), Map.of());
        get(Services.path("healthz"), Map.of());
    }

    /** Few buckets with the same forms of keys, of which one alone is also deleted from; nothing else tells them apart. */
    void buckets() {
        var words = new ArrayList<String>();
        for (int i = 0; i < 3 + first % 4; i++) {
            words.add(noun(i) + (i % 2 == 0 ? "" : "-" + noun(i + 20)));
        }
        var any = new Template.Piece.Listed(words);
        var file = Maker.fileName();
        var forms = List.of(
                List.<Object>of(Maker.date(), file),
                List.<Object>of(Maker.user(), "photo.png"),
                List.<Object>of(Maker.coded()),
                List.<Object>of("parts", Maker.hash(24), Maker.number(400, 100)));
        for (var form : forms) {
            services.addAll(List.of("GET"), key(any, form));
            services.addAll(List.of("PUT", "POST"), key(any, form));
            services.addAll(List.of("DELETE"), key(new Template.Piece.Fixed(words.getLast()), form));
        }
        services.add("http", "GET", Services.path("", any), Map.of("max-keys", Maker.number(900, 0), "prefix", file));
        get(Services.path("healthz"), Map.of());
    }

    private static List<Template.Piece> key(Template.Piece bucket, List<Object> form) {
        var pieces = new ArrayList<Object>(List.of(bucket));
        pieces.addAll(form);
        return Services.path("", pieces.toArray());
    }

    /** Keys of Redis with hash tags and with several separators. */
    void tags() {
        for (int i = 0; i < 3 + chance.nextInt(3); i++) {
            var id = chance.nextBoolean() ? Maker.number(50_000, 9000) : Maker.user();
            var tag = new Maker("tag", false, (random, progress) -> id.make(random, progress) + "}");
            services.add("redis", "GET", Services.path("", "{" + noun(i), tag, "cart"), Map.of());
            services.add("redis", "SETEX", Services.path("", "{" + noun(i), tag, "cart"), Map.of());
            services.add("redis", "HGETALL", Services.path("", "{" + noun(i), tag, noun(20)), Map.of());
        }
        services.add("redis", "INCR", Services.path("", "rate", OddMakers.braced(Maker.address()), "login"), Map.of());
        services.add("redis", "ZADD", Services.path("", "board", Maker.locale(), Maker.date()), Map.of());
        services.add("redis", "GET", Services.path("", "page", OddMakers.slashed()), Map.of());
        services.add("redis", "SET", Services.path("", "lock", Maker.email()), Map.of());
        services.add("redis", "PING", Services.path("", ""), Map.of());
    }
}
