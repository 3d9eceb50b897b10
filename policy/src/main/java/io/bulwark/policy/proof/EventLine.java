package io.bulwark.policy.proof;

import com.fasterxml.jackson.databind.JsonNode;
import io.bulwark.policy.AddressBytes;
import io.bulwark.policy.RedisCommands;
import io.bulwark.policy.proof.RecordedCall.Part;
import io.bulwark.policy.proof.RecordedCall.Text;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Security events as calls.
 *
 * <p>An event shows verb and resource of a call's first part, cut and made printable, and nothing else that rules ask for: enough for
 * most rules, too little for those with conditions.
 */
final class EventLine {

    private static final Pattern WORDS = Pattern.compile("[A-Z_]+(?: [A-Z_]+)*");
    private static final int CUT = 256;

    private EventLine() {}

    static CallParse read(JsonNode event) {
        var side = CallLine.side(event);
        var peer = side == null
                ? ""
                : event.path(side.word().equals("egress") ? "destination" : "peer")
                        .asText();
        // A known workload stands before its address.
        var address = AddressBytes.parse(host(peer.substring(peer.lastIndexOf(' ') + 1)));
        int port = port(event.path("destination").asText());
        var operation = event.path("operation").asText();
        var protocol = event.path("protocol").asText();
        if (side == null || address.isEmpty() || port < 1 || operation.isEmpty() || protocol.isEmpty()) {
            return new CallParse.Fault("is an event that does not tell who called what");
        }
        if (operation.length() >= CUT || operation.contains("\\x")) {
            return new CallParse.Fault("is an event whose operation is cut or holds bytes that are not shown");
        }
        var call = new RecordedCall(
                side, address.get(), port, protocol, List.of(part(protocol, operation)), Map.of(), Set.of(), 1);
        // An event is told of what was refused, or was found fault with.
        return new CallParse.Read(call, false, CallLine.seconds(event));
    }

    private static Part part(String protocol, String operation) {
        int end = verbEnd(protocol, operation);
        var resource = end == operation.length() ? "" : operation.substring(end + 1);
        return new Part(Text.of(operation.substring(0, end)), Text.of(resource));
    }

    private static int verbEnd(String protocol, String operation) {
        int space = operation.indexOf(' ');
        int first = space < 0 ? operation.length() : space;
        return switch (protocol) {
            case "mysql" -> {
                var words = WORDS.matcher(operation);
                yield words.lookingAt() ? words.end() : first;
            }
            case "redis" -> {
                int second = operation.indexOf(' ', Math.min(first + 1, operation.length()));
                int end = second < 0 ? operation.length() : second;
                yield RedisCommands.isSubCommand(operation.substring(0, end)) ? end : first;
            }
            default -> first;
        };
    }

    /** What stands before the port; an IPv6 address has brackets then. */
    private static String host(String text) {
        int colon = text.lastIndexOf(':');
        var host = colon < 0 ? text : text.substring(0, colon);
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(String text) {
        var digits = text.substring(text.lastIndexOf(':') + 1);
        return digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : 0;
    }
}
