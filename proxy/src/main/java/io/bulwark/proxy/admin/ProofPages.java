package io.bulwark.proxy.admin;

import io.bulwark.policy.Metadata;
import io.bulwark.policy.Mode;
import io.bulwark.policy.PolicyParse;
import io.bulwark.policy.PolicyParser;
import io.bulwark.policy.PolicySnapshot;
import io.bulwark.policy.PolicyText;
import io.bulwark.policy.ServiceAllowlist;
import io.bulwark.policy.learn.Generaliser;
import io.bulwark.policy.learn.LearnedAllowlist;
import io.bulwark.policy.learn.LearnedProfile;
import io.bulwark.policy.learn.LearnedText;
import io.bulwark.policy.learn.Profile;
import io.bulwark.policy.learn.Promotion;
import io.bulwark.policy.learn.Readiness;
import io.bulwark.policy.proof.AllowlistDiff;
import io.bulwark.policy.proof.LineDiff;
import io.bulwark.policy.proof.Simulation;
import io.bulwark.policy.proof.SimulationJson;
import io.bulwark.proxy.control.PolicySource;
import io.bulwark.proxy.event.JsonLine;
import io.bulwark.proxy.event.RecentEvents;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Pages about what was learned and what an allowlist would do to it. Documents are given back, never put in force. */
final class ProofPages {
    /** Every page, and the method that it answers. */
    static final Map<String, String> METHODS = Map.of(
            "/learned", "GET",
            "/promotion", "GET",
            "/simulate", "POST",
            "/diff", "POST",
            "/accept", "POST",
            "/promote", "POST");

    /** Pages to which a document may be brought. */
    static final Set<String> WITH_DOCUMENT = Set.of("/simulate", "/diff");

    private static final int MAX_REFUSALS = 200;
    private static final String PATCH = "patch";
    private static final Metadata LEARNED = new Metadata("learned", "");

    private final PolicySource policy;
    private final Studied studied;
    private final Proposals proposals;

    ProofPages(PolicySource policy, RecentEvents recent, Studied studied) {
        this.policy = policy;
        this.studied = studied;
        proposals = new Proposals(policy, recent, studied);
    }

    Answer answer(Ask ask) {
        return switch (ask.path()) {
            case "/learned" -> learned(ask);
            case "/promotion" -> promotion(ask);
            case "/simulate" -> simulate(ask);
            case "/diff" -> diff(ask);
            case "/accept" -> proposals.accept(ask);
            default -> proposals.promote(ask);
        };
    }

    private Answer learned(Ask ask) {
        var parameters = new Parameters(ask.parameters(), List.of("format"));
        var format = parameters.has("format")
                ? parameters.oneOf("format", List.of("allowlist", "profile"), word -> word)
                : Optional.of("allowlist");
        return complaint(parameters).orElseGet(() -> {
            var profile = studied.learned().get();
            return format.filter("profile"::equals).isPresent()
                    ? Answer.json(LearnedProfile.of(profile).jsonWithStatus())
                    : Answer.page(Answer.PLAIN, LearnedText.page(LEARNED, Mode.MONITOR, profile));
        });
    }

    static Optional<Answer> complaint(Parameters parameters) {
        return parameters.complaint().map(why -> Answer.line(400, why));
    }

    private Answer promotion(Ask ask) {
        var parameters = new Parameters(ask.parameters(), List.of());
        return complaint(parameters).orElseGet(() -> {
            var promoter = studied.promoter();
            if (promoter.isEmpty()) {
                return Answer.json(new JsonLine().json("automatic", "false").end());
            }
            var profile = studied.learned().get();
            var course = promoter.get().course();
            var readiness = Readiness.of(profile);
            return Answer.json(new JsonLine()
                    .json("automatic", "true")
                    .text("mode", course.stage().mode().word())
                    .number("since", course.since())
                    .text("decision", word(promoter.get().last()))
                    .text("why", why(promoter.get().last()))
                    .number("calls", readiness.calls())
                    .number("unseenPerMillion", Math.round(1e6 * readiness.upper()))
                    .number("refusedKinds", course.refused().size())
                    .end());
        });
    }

    private static String word(Promotion decision) {
        return switch (decision) {
            case Promotion.Stay _ -> "stay";
            case Promotion.Forward _ -> "forward";
            case Promotion.Back _ -> "back";
        };
    }

    private static String why(Promotion decision) {
        return switch (decision) {
            case Promotion.Stay(var why) -> why;
            case Promotion.Forward(var _, var why) -> why;
            case Promotion.Back(var _, var why) -> why;
        };
    }

    private Answer simulate(Ask ask) {
        var parameters = new Parameters(ask.parameters(), List.of());
        return complaint(parameters).orElseGet(() -> switch (brought(ask)) {
            case Brought.Bad(var lines) -> new Answer(400, Answer.PLAIN, lines, "");
            case Brought.Nothing _ -> simulated(policy.get());
            case Brought.Document(var document) -> simulated(policy.get().with(document));
        });
    }

    private Answer simulated(PolicySnapshot snapshot) {
        var simulation = new Simulation(snapshot);
        simulation.feed(studied.learned().get());
        return Answer.json(SimulationJson.write(simulation, snapshot.revision(), MAX_REFUSALS));
    }

    /** The document of a request. */
    private sealed interface Brought {
        record Nothing() implements Brought {}

        record Document(ServiceAllowlist allowlist) implements Brought {}

        record Bad(String lines) implements Brought {}
    }

    private static Brought brought(Ask ask) {
        if (ask.body().isBlank()) {
            return new Brought.Nothing();
        }
        return switch (PolicyParser.parse(ask.body().getBytes(StandardCharsets.UTF_8))) {
            case PolicyParse.Rejected(var problems) ->
                new Brought.Bad(problems.stream().map(problem -> problem + "\n").collect(Collectors.joining()));
            case PolicyParse.Parsed(var snapshot, var _) ->
                snapshot.allowlist()
                        .<Brought>map(Brought.Document::new)
                        .orElseGet(() -> new Brought.Bad("the document must be a " + ServiceAllowlist.KIND + "\n"));
        };
    }

    private Answer diff(Ask ask) {
        var parameters = new Parameters(ask.parameters(), List.of("format"));
        var format = parameters.has("format")
                ? parameters.oneOf("format", List.of("text", PATCH), word -> word)
                : Optional.of("text");
        return complaint(parameters).orElseGet(() -> switch (brought(ask)) {
            case Brought.Bad(var lines) -> new Answer(400, Answer.PLAIN, lines, "");
            case Brought.Nothing _ ->
                differences(format.orElse(""), learned(studied.learned().get()));
            case Brought.Document(var document) -> differences(format.orElse(""), document);
        });
    }

    static ServiceAllowlist learned(Profile profile) {
        return LearnedAllowlist.of(LEARNED, Mode.MONITOR, Generaliser.rules(profile))
                .document();
    }

    private Answer differences(String format, ServiceAllowlist after) {
        var before = policy.get().allowlist().orElseGet(() -> ServiceAllowlist.open(LEARNED));
        var text = format.equals(PATCH)
                ? LineDiff.unified("allowlist.yaml", PolicyText.yaml(before), PolicyText.yaml(after))
                : AllowlistDiff.between(before, after).stream()
                        .map(line -> line + "\n")
                        .collect(Collectors.joining());
        return Answer.page(Answer.PLAIN, text);
    }
}
