package io.bulwark.policy.proof;

import io.bulwark.policy.AddressBytes;
import io.bulwark.policy.AllowlistRule;
import io.bulwark.policy.Attribute;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.GrpcOperation;
import io.bulwark.policy.HttpConditions;
import io.bulwark.policy.HttpOperation;
import io.bulwark.policy.KeyPattern;
import io.bulwark.policy.MysqlOperation;
import io.bulwark.policy.PathPattern;
import io.bulwark.policy.PeerIdentity;
import io.bulwark.policy.PeerPattern;
import io.bulwark.policy.RedisOperation;
import io.bulwark.policy.RuleOperation;
import io.bulwark.policy.ServiceAllowlist;
import io.bulwark.policy.TablePattern;
import io.bulwark.policy.TcpOperation;
import io.bulwark.policy.proof.RecordedCall.Part;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/** One call as the rule that allows it, and as little else as can be: this peer, this port, this operation. */
public final class Acceptance {

    private static final String ID = "accepted-";

    private Acceptance() {}

    /**
     * The rule for a call.
     *
     * @param identity what is known of the peer: a workload is named by its name, anybody else by the address
     * @throws IllegalArgumentException when no rule can name what the call does; the message says why
     */
    public static AllowlistRule rule(RecordedCall call, PeerIdentity identity, String id) {
        List<RuleOperation> operations = new ArrayList<>();
        for (var part : call.parts()) {
            var operation = operation(call, part);
            if (!operations.contains(operation)) {
                operations.add(operation);
            }
        }
        return new AllowlistRule(id, List.of(peer(call, identity)), new TreeSet<>(Set.of(call.port())), operations);
    }

    /** An id for one more rule that no rule of the document has. */
    public static String freeId(ServiceAllowlist document) {
        Set<String> taken = new HashSet<>();
        for (var side : FlowSide.values()) {
            document.side(side).allow().forEach(rule -> taken.add(rule.id()));
            document.side(side).deny().forEach(rule -> taken.add(rule.id()));
        }
        int number = 1;
        while (taken.contains(ID + number)) {
            number++;
        }
        return ID + number;
    }

    private static PeerPattern peer(RecordedCall call, PeerIdentity identity) {
        if (!identity.workload().isEmpty()) {
            return PeerPattern.Workload.named(identity.namespace(), identity.workload());
        }
        if (!identity.spiffe().isEmpty()) {
            return new PeerPattern.Spiffe(identity.spiffe());
        }
        if (!identity.dnsNames().isEmpty() && call.side().word().equals("egress")) {
            return new PeerPattern.Dns(identity.dnsNames().first());
        }
        return AddressBytes.block(call.peer()).orElseThrow(() -> new IllegalArgumentException("the peer is unknown"));
    }

    private static RuleOperation operation(RecordedCall call, Part part) {
        var verb = set(part.verb().toString());
        var resource = part.resource().toString();
        return switch (call.protocol()) {
            case "http" -> new HttpOperation(verb, List.of(path(resource)), HttpConditions.none());
            case "grpc" -> grpc(resource);
            case "redis" ->
                new RedisOperation(verb, set(""), resource.isEmpty() ? List.of() : List.of(key(resource)), set(""));
            case "mysql" ->
                new MysqlOperation(
                        verb,
                        resource.isEmpty() ? List.of() : List.of(TablePattern.of(table(call, resource))),
                        set(""),
                        set(""));
            default -> new TcpOperation(set(call.protocol()), set(resource));
        };
    }

    private static PathPattern path(String path) {
        var text = PathPattern.Template.escaped(path);
        var template = General.template(text, "/");
        return template.equals(text) ? new PathPattern.Exact(path) : new PathPattern.Template(template);
    }

    private static KeyPattern key(String key) {
        var text = PathPattern.Template.escaped(key);
        var template = General.template(text, ":");
        return template.equals(text) ? new KeyPattern.Exact(key) : new KeyPattern.Template(template);
    }

    /** A table of the schema in use is named with that, so that the rule holds for no table of another schema. */
    private static String table(RecordedCall call, String table) {
        var schema = call.attributes().get(Attribute.SCHEMA);
        return schema == null || table.indexOf('.') >= 0 ? table : schema + "." + table;
    }

    private static GrpcOperation grpc(String path) {
        int slash = path.lastIndexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException("the path is not that of a gRPC call");
        }
        return new GrpcOperation(path.substring(1, slash), set(path.substring(slash + 1)));
    }

    private static NavigableSet<String> set(String word) {
        return word.isEmpty() ? new TreeSet<>() : new TreeSet<>(Set.of(word));
    }
}
