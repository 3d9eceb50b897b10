package io.bulwark.policy.proof;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bulwark.policy.AllowlistDecision.Outcome;

/** What a simulation came to, as JSON. */
public final class SimulationJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SimulationJson() {}

    /** @param max how many kinds of refused calls are told of */
    public static String write(Simulation simulation, String revision, int max) {
        var out = JSON.createObjectNode();
        out.put("revision", revision)
                .put("allowed", simulation.count(Outcome.ALLOWED))
                .put("toldOf", simulation.count(Outcome.WOULD_DENY))
                .put("refused", simulation.count(Outcome.DENIED));
        var refusals = out.putArray("refusals");
        simulation.refusals().stream()
                .limit(max)
                .forEach(refusal -> refusals.addObject()
                        .put("outcome", refusal.outcome() == Outcome.DENIED ? "refused" : "told-of")
                        .put("side", refusal.side().word())
                        .put("peer", refusal.peer())
                        .put("port", refusal.port())
                        .put("protocol", refusal.protocol())
                        .put("operation", refusal.operation())
                        .put("count", refusal.count())
                        .put("why", refusal.why())
                        .put("example", refusal.example().told()));
        out.put("moreKinds", Math.max(0, simulation.refusals().size() - max));
        var rules = out.putObject("rules");
        simulation.rules().forEach(rules::put);
        return out.toString();
    }
}
