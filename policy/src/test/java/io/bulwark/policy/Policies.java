package io.bulwark.policy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;

/** Policies and their parts for tests. */
final class Policies {

    private Policies() {}

    static Bytes bytes(String text) {
        return new ArrayBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(Bytes bytes) {
        var copy = new byte[bytes.length()];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = bytes.get(i);
        }
        return new String(copy, StandardCharsets.UTF_8);
    }

    static byte[] address(int... octets) {
        var address = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            address[i] = (byte) octets[i];
        }
        return address;
    }

    static Cidr cidr(String text) {
        return switch (CidrSyntax.parse(text)) {
            case CidrParse.Block(var cidr) -> cidr;
            case CidrParse.Fault(var why) -> throw new AssertionError(text + " " + why);
        };
    }

    static HttpOperation http(List<String> methods, PathPattern... paths) {
        return new HttpOperation(new TreeSet<>(methods), List.of(paths));
    }

    static AllowlistRule rule(String id, String cidr, List<Integer> ports, RuleOperation... operations) {
        return new AllowlistRule(id, List.of(cidr(cidr)), new TreeSet<>(ports), List.of(operations));
    }

    static GrpcOperation grpc(String service, String... methods) {
        return new GrpcOperation(service, new TreeSet<>(List.of(methods)));
    }

    static PolicySnapshot enforcing(AllowlistRule... rules) {
        return enforcing(List.of(rules));
    }

    static PolicySnapshot enforcing(List<AllowlistRule> rules) {
        return PolicySnapshot.of(
                InspectionPolicy.defaults(Mode.ENFORCE),
                ServiceAllowlist.ofIngress(new Metadata("orders", ""), Mode.ENFORCE, rules));
    }

    static PolicyParse parse(String yaml) {
        return PolicyParser.parse(yaml.getBytes(StandardCharsets.UTF_8));
    }

    static PolicySnapshot snapshot(String yaml) {
        return switch (parse(yaml)) {
            case PolicyParse.Parsed parsed -> parsed.snapshot();
            case PolicyParse.Rejected rejected -> throw new AssertionError(rejected.problems());
        };
    }
}
