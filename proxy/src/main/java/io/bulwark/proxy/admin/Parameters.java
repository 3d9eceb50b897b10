package io.bulwark.proxy.admin;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The parameters of a query, read one by one. The first that is wrong is kept as the complaint. */
final class Parameters {
    private static final int MAX_PATH = 1024;
    private static final Pattern METHOD = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}");
    private static final Pattern PROTOCOL = Pattern.compile("[a-z0-9-]{1,32}");
    private static final Pattern FLOW = Pattern.compile("[0-9A-Za-z._:-]{1,64}");
    private static final Pattern TIME =
            Pattern.compile("[0-9]{4,9}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");
    private static final Pattern EVENT = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern LITERAL =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|(?=[^:]*:)[0-9a-fA-F:.]{2,45}");

    private final Map<String, List<String>> parameters;
    private Optional<String> complaint = Optional.empty();

    Parameters(Map<String, List<String>> parameters, List<String> known) {
        this.parameters = parameters;
        for (var entry : parameters.entrySet()) {
            if (!known.contains(entry.getKey())) {
                complain("parameters must be of " + known);
            } else if (entry.getValue().size() != 1) {
                complain(entry.getKey() + " must be given once");
            }
        }
    }

    boolean has(String key) {
        return parameters.containsKey(key);
    }

    /** What is wrong, as one line. */
    Optional<String> complaint() {
        return complaint;
    }

    String method(String key) {
        return matching(key, METHOD, "must be an HTTP method");
    }

    String protocol(String key) {
        return matching(key, PROTOCOL, "must be a protocol's name of 1..32 lower-case letters, digits and \"-\"");
    }

    String flow(String key) {
        return matching(key, FLOW, "must be a flow id");
    }

    /** The id of an event; zero if there is none. */
    long event(String key) {
        var text = matching(key, EVENT, "must be the id of an event");
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    /** A time as events have it. */
    String time(String key) {
        return matching(key, TIME, "must be the time of an event, such as 2026-11-01T12:00:00.000000Z");
    }

    int number(String key, int min, int max) {
        var text = matching(key, NUMBER, "must be " + min + ".." + max);
        var number = text.isEmpty() ? min : Integer.parseInt(text);
        if (number < min || number > max) {
            complain(key + " must be " + min + ".." + max + ", was " + number);
        }
        return number;
    }

    String path(String key) {
        var path = value(key);
        if (!path.startsWith("/") || path.length() > MAX_PATH) {
            complain(key + " must begin with / and have at most " + MAX_PATH + " characters");
        }
        return path;
    }

    /** The bytes of an address. Names are refused: nothing is ever looked up. */
    byte[] address(String key) {
        return literal(value(key)).orElseGet(() -> {
            complain(key + " must be an IP address");
            return new byte[4];
        });
    }

    /** One of a set of values, by the word for each. */
    <T> Optional<T> oneOf(String key, List<T> values, Function<T, String> word) {
        var wanted = value(key);
        var found = values.stream()
                .filter(value -> word.apply(value).equals(wanted))
                .findFirst();
        if (found.isEmpty()) {
            complain(key + " must be one of " + values.stream().map(word).toList());
        }
        return found;
    }

    /** The bytes of an address that is written in full: not the short forms of old, such as {@code 127.1}. */
    static Optional<byte[]> literal(String text) {
        if (!LITERAL.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text).getAddress());
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String matching(String key, Pattern pattern, String rule) {
        var text = value(key);
        if (pattern.matcher(text).matches()) {
            return text;
        }
        complain(key + " " + rule);
        return "";
    }

    private String value(String key) {
        var values = parameters.getOrDefault(key, List.of());
        return values.isEmpty() ? "" : values.getFirst();
    }

    private void complain(String what) {
        if (complaint.isEmpty()) {
            complaint = Optional.of(what);
        }
    }
}
