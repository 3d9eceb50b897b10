package io.bulwark.proxy.config;

import io.bulwark.policy.Fields;
import io.bulwark.policy.Problems;
import io.bulwark.policy.yaml.YamlNode;
import io.bulwark.policy.yaml.YamlParse;
import io.bulwark.policy.yaml.YamlReader;
import io.bulwark.proxy.config.AppProbe.Header;
import io.bulwark.proxy.config.AppProbe.Question;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads what the webhook made of an application's probes: JSON, an object of questions by the path under which the kubelet asks them. JSON
 * is YAML, so the one strict reader serves.
 */
final class AppProbesReader {
    private static final int MAX_LENGTH = 1 << 16;
    private static final int MAX_PROBES = 512;
    private static final int MAX_HEADERS = 64;
    private static final int MAX_TARGET = 2048;
    private static final int MAX_VALUE = 4096;
    private static final int MAX_SERVICE = 1024;
    private static final int MAX_SECONDS = 600;

    private static final Pattern PATH = Pattern.compile("/app/[a-z0-9-]{1,63}/[a-z]{1,16}(?:/[0-9a-f]{32})?");
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");

    private final String name;
    private final Problems problems;

    /** @param name the variable that they come in, for problems */
    AppProbesReader(String name, Problems problems) {
        this.name = name;
        this.problems = problems;
    }

    Map<String, AppProbe> read(String json) {
        var probes = new HashMap<String, AppProbe>();
        if (json.length() > MAX_LENGTH) {
            problems.error(0, name, "must be at most " + MAX_LENGTH + " characters long, was " + json.length());
            return probes;
        }
        switch (YamlReader.read(json)) {
            case YamlParse.Fault(var _, var why) -> problems.error(0, name, why);
            case YamlParse.Documents(var roots) -> {
                if (roots.size() == 1
                        && roots.getFirst() instanceof YamlNode.Mapping(var _, var entries, var _)
                        && entries.size() <= MAX_PROBES) {
                    entries.forEach((path, node) -> probe(path, node, probes));
                } else {
                    problems.error(0, name, "must be one object of at most " + MAX_PROBES + " probes");
                }
            }
        }
        return probes;
    }

    private void probe(String path, YamlNode node, Map<String, AppProbe> probes) {
        if (!PATH.matcher(path).matches()) {
            problems.error(0, name, "must have keys such as /app/CONTAINER/KIND");
            return;
        }
        var fields = Fields.of(node, name, problems);
        var hook = fields.node("timeoutSeconds").isEmpty();
        var seconds = fields.whole("timeoutSeconds", 1, Integer.MAX_VALUE, MAX_SECONDS);
        var question = question(fields);
        fields.end();
        probes.put(path, new AppProbe(question, Duration.ofSeconds(Math.min(seconds, MAX_SECONDS)), hook));
    }

    private Question question(Fields fields) {
        if (fields.node("tcp").isPresent()) {
            return new Question.Tcp(port(fields, "tcp"));
        }
        if (fields.node("grpc").isPresent()) {
            var service = fields.text("service", text -> text.length() <= MAX_SERVICE, "at most 1024 characters");
            return new Question.Grpc(port(fields, "grpc"), service.orElse(""));
        }
        if (fields.missing("http")) {
            return new Question.Tcp(0);
        }
        var target = fields.text("path", text -> text.length() <= MAX_TARGET, "at most 2048 characters");
        var scheme = fields.text("scheme", List.of("HTTP", "HTTPS")::contains, "HTTP or HTTPS");
        return new Question.Http(
                port(fields, "http"),
                scheme.filter("HTTPS"::equals).isPresent(),
                target(target.orElse("/")),
                headers(fields));
    }

    private static int port(Fields fields, String key) {
        return fields.whole(key, 1, 65_535, 0);
    }

    /** What may stand in a request line: what is no printable ASCII is percent-encoded, and a fragment stays at home. */
    private static String target(String path) {
        var fragment = path.indexOf('#');
        var whole = fragment < 0 ? path : path.substring(0, fragment);
        var target = new StringBuilder(whole.startsWith("/") ? "" : "/");
        for (var octet : whole.getBytes(StandardCharsets.UTF_8)) {
            if (octet > ' ' && octet < 0x7F) {
                target.append((char) octet);
            } else {
                target.append('%').append("%02X".formatted(octet & 0xFF));
            }
        }
        return target.toString();
    }

    private List<Header> headers(Fields fields) {
        var headers = new ArrayList<Header>();
        for (var node : fields.list("headers", 0, MAX_HEADERS)) {
            if (node instanceof YamlNode.Sequence(var _, var pair)
                    && pair.size() == 2
                    && pair.getFirst() instanceof YamlNode.Scalar(var _, var _, var key)
                    && pair.getLast() instanceof YamlNode.Scalar(var _, var _, var value)
                    && HEADER_NAME.matcher(key).matches()
                    && isHeaderValue(value)) {
                headers.add(new Header(key, value));
            } else {
                problems.error(0, fields.at("headers"), "must hold pairs of a header's name and its value");
            }
        }
        return headers;
    }

    private static boolean isHeaderValue(String value) {
        return value.length() <= MAX_VALUE
                && value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7F && c <= 0xFF));
    }
}
