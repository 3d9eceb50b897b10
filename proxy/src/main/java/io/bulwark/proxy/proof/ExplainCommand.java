package io.bulwark.proxy.proof;

import io.bulwark.policy.AddressBytes;
import io.bulwark.policy.AllowlistDecision.Outcome;
import io.bulwark.policy.Attribute;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.proof.RecordedCall;
import io.bulwark.policy.proof.RecordedCall.Part;
import io.bulwark.policy.proof.RecordedCall.Text;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bulwark policy explain}: what an allowlist says of one call, and why. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Say what an allowlist makes of one call: decision, rule, or the rule that comes closest.",
            "Exit code 0: the call goes on; 4: it is refused."
        })
final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--policy", required = true, paramLabel = "FILE", description = "The policy file (YAML).")
    private Path policy;

    @Option(names = "--peer", required = true, paramLabel = "IP", description = "The address of the other end.")
    private String peer;

    @Option(names = "--port", required = true, paramLabel = "N", description = "The destination port.")
    private int port;

    @Option(names = "--egress", description = "The call goes out; without it, it comes in.")
    private boolean egress;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            defaultValue = "http",
            description = "http, grpc, redis, mysql, tls, ... (${DEFAULT-VALUE}).")
    private String protocol;

    @Option(
            names = "--with",
            paramLabel = "FACT=VALUE",
            description = "host, contentType, query, user, schema or digest; may be repeated.")
    private Map<String, String> facts = Map.of();

    @Option(names = "--header", paramLabel = "NAME", description = "A header that is there; may be repeated.")
    private List<String> headers = List.of();

    @Parameters(index = "0", paramLabel = "VERB", description = "Method, command or verb, such as GET.")
    private String verb;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "RESOURCE",
            defaultValue = "",
            description = "Path, key or table.")
    private String resource;

    private ExplainCommand() {}

    @Override
    public Integer call() {
        return Told.run(spec, this::explain);
    }

    private int explain() throws Stop {
        var snapshot = PolicyFiles.read(policy);
        var call = asked();
        var operation = call.operation();
        var rules = snapshot.rulesFor(call.side(), call.peer(), port);
        var decision = rules.match(operation);
        var out = spec.commandLine().getOut();
        out.println("decision  "
                + decision.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        out.println("mode      " + decision.mode().word());
        out.println("rule      " + (decision.rule().isEmpty() ? "none" : decision.rule()));
        if (decision.outcome() != Outcome.ALLOWED) {
            out.println("why       " + rules.nearestMiss(operation).sentence());
        }
        return decision.outcome() == Outcome.DENIED ? PolicyCommand.NO : 0;
    }

    private RecordedCall asked() {
        var address = AddressBytes.parse(peer)
                .orElseThrow(() -> new CommandLine.ParameterException(spec.commandLine(), "--peer must be an address"));
        if (port < 1 || port > 65_535) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--port must be 1..65535, was " + port);
        }
        var part = new Part(Text.of(verb), Text.of(resource));
        var side = egress ? FlowSide.EGRESS : FlowSide.INGRESS;
        return new RecordedCall(side, address, port, protocol, List.of(part), attributes(), Set.copyOf(headers), 1);
    }

    private Map<Attribute, Text> attributes() {
        Map<Attribute, Text> attributes = new EnumMap<>(Attribute.class);
        facts.forEach((fact, value) -> attributes.put(attribute(fact), Text.of(value)));
        return attributes;
    }

    private Attribute attribute(String fact) {
        return switch (fact) {
            case "host" -> Attribute.HOST;
            case "contentType" -> Attribute.CONTENT_TYPE;
            case "query" -> Attribute.QUERY;
            case "user" -> Attribute.USER;
            case "schema" -> Attribute.SCHEMA;
            case "digest" -> Attribute.DIGEST;
            default ->
                throw new CommandLine.ParameterException(
                        spec.commandLine(),
                        "--with must be one of host, contentType, query, user, schema and digest, was " + fact);
        };
    }
}
