package io.bulwark.benchmarks.learning;

import java.util.List;

/** Words: first those that services name their resources by, then any number of made-up ones. */
final class Words {
    private static final List<String> NOUNS = List.of(
            "users",
            "orders",
            "products",
            "carts",
            "payments",
            "invoices",
            "customers",
            "accounts",
            "reviews",
            "ratings",
            "shipments",
            "addresses",
            "coupons",
            "categories",
            "items",
            "stocks",
            "warehouses",
            "suppliers",
            "returns",
            "refunds",
            "tickets",
            "comments",
            "posts",
            "articles",
            "pages",
            "media",
            "images",
            "videos",
            "files",
            "folders",
            "projects",
            "tasks",
            "boards",
            "teams",
            "members",
            "roles",
            "permissions",
            "sessions",
            "tokens",
            "events",
            "alerts",
            "metrics",
            "reports",
            "exports",
            "imports",
            "jobs",
            "queues",
            "workers",
            "settings",
            "profiles",
            "messages",
            "channels",
            "threads",
            "notifications",
            "subscriptions",
            "plans",
            "prices",
            "taxes",
            "currencies",
            "languages",
            "regions",
            "stores",
            "devices",
            "locations",
            "routes",
            "vehicles",
            "drivers",
            "bookings",
            "rooms",
            "guests",
            "menus",
            "recipes",
            "courses",
            "lessons",
            "students",
            "grades",
            "books",
            "authors",
            "loans");
    private static final List<String> STARTS = List.of(
            "ba", "co", "du", "fe", "gri", "ho", "ju", "ka", "lo", "mi", "no", "pra", "qui", "ro", "sta", "tu", "ve",
            "wi", "xe", "za");
    private static final List<String> ENDS = List.of(
            "ber", "con", "dle", "fer", "gan", "hop", "kel", "lin", "mor", "net", "pin", "rus", "sel", "ton", "vel",
            "wick");

    private Words() {}

    static String noun(int index) {
        return NOUNS.get(index % NOUNS.size());
    }

    static int nouns() {
        return NOUNS.size();
    }

    static String at(int index) {
        int n = Math.abs(index);
        var word = STARTS.get(n % STARTS.size()) + ENDS.get(n / STARTS.size() % ENDS.size());
        int rest = n / STARTS.size() / ENDS.size();
        return rest == 0
                ? word
                : word + STARTS.get(rest % STARTS.size()) + (rest / STARTS.size() == 0 ? "" : at(rest / STARTS.size()));
    }
}
