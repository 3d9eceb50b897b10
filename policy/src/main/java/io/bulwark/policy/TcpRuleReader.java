package io.bulwark.policy;

import java.util.regex.Pattern;

/** Reads the entries of a rule that are about flows that nobody reads. */
final class TcpRuleReader {

    private static final Pattern PROTOCOL = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    private TcpRuleReader() {}

    static TcpOperation read(Fields fields) {
        var protocols = Words.read(
                fields,
                "protocols",
                TcpOperation.MAX_PROTOCOLS,
                text -> PROTOCOL.matcher(text).matches() && !TcpOperation.isRead(text),
                "a protocol that has no rules of its own, such as tls");
        var names = Words.read(fields, "names", HttpConditions.MAX_HOSTS, HostSyntax::isPattern, HostSyntax.RULE);
        fields.end();
        return new TcpOperation(protocols, names);
    }
}
