package io.bulwark.proxy.admin;

import io.bulwark.policy.Problem;
import io.bulwark.proxy.control.PolicySource;
import io.bulwark.proxy.control.Reload;
import io.bulwark.proxy.event.EventJson;
import io.bulwark.proxy.event.JsonLine;
import io.bulwark.proxy.event.RecentEvents;
import io.bulwark.proxy.event.SecurityEvent;
import io.bulwark.proxy.event.Verdict;
import io.bulwark.proxy.telemetry.Meters;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** What each admin page says. Knows nothing of sockets. */
final class Pages implements Site, AutoCloseable {
    static final String LOCAL_ONLY = "this page is served on the loopback interface only";

    private static final int MAX_EVENTS = RecentEvents.DEFAULT_CAPACITY;
    private static final int SOME_EVENTS = 100;
    private static final String INDEX = """
            Bulwark proxy

            GET  /ready                          200 when flows are taken, else 503 and the reason
            GET  /live                           200 while the process answers
            GET  /metrics                        meters, for Prometheus
            GET  /events?limit=N&verdict=V       the newest security events, newest last
            GET  /policy                         the policy in force, and how the last reload went
            GET  /explain?side=S&protocol=R&method=M&path=P&peer=IP&port=N   which rule allows a request, or comes closest
            GET  /learned?format=F               what was learned: an allowlist with its evidence, or the profile
            GET  /promotion                      how far the allowlist has come by itself, and why
            POST /simulate                       what an allowlist (the body) would refuse of what was learned
            POST /diff?format=F                  in what an allowlist (the body, or the learned one) differs from the one in force
            POST /accept?event=ID                the allowlist in force with a rule for what was refused there (or flow=ID&time=T)
            POST /promote                        the allowlist in force in its next mode, if the evidence is enough
            GET  /explain?flow=ID                the recent events of a flow
            POST /drain                          take no new flows

            Over the network only /ready, /live and /metrics are served; the rest needs the loopback interface.
            """;

    private final Health health;
    private final RecentEvents recent;
    private final PolicySource policy;
    private final Lifecycle lifecycle;
    private final Explanation explanation;
    private final ProofDesk desk;

    Pages(Meters meters, RecentEvents recent, PolicySource policy, Lifecycle lifecycle, Studied studied) {
        desk = new ProofDesk(new ProofPages(policy, recent, studied));
        health = new Health(meters, lifecycle);
        this.recent = recent;
        this.policy = policy;
        this.lifecycle = lifecycle;
        this.explanation = new Explanation(policy);
    }

    @Override
    public void answer(Ask ask, Reply reply) {
        if (ProofPages.METHODS.containsKey(ask.path())) {
            desk.answer(ask, reply);
        } else {
            reply.send(answer(ask));
        }
    }

    @Override
    public boolean takesBody(String path) {
        return ProofPages.WITH_DOCUMENT.contains(path);
    }

    @Override
    public Duration patience(String path) {
        return ProofPages.METHODS.containsKey(path) ? ProofDesk.PATIENCE : Duration.ZERO;
    }

    @Override
    public void close() {
        desk.close();
    }

    Answer answer(Ask ask) {
        return health.answer(ask).orElseGet(() -> ofOperators(ask));
    }

    private Answer ofOperators(Ask ask) {
        var allowed = ask.path().equals("/drain") ? "POST" : "GET";
        return switch (ask.path()) {
            case "/", "/events", "/policy", "/explain", "/drain" -> {
                if (!ask.local()) {
                    yield Answer.line(403, LOCAL_ONLY);
                }
                yield ask.method().equals(allowed) ? guarded(ask) : Answer.wrongMethod(allowed);
            }
            default -> Answer.line(404, "no such page; see /");
        };
    }

    private Answer guarded(Ask ask) {
        return switch (ask.path()) {
            case "/events" -> events(ask);
            case "/policy" -> policyPage();
            case "/explain" -> explain(ask);
            case "/drain" -> {
                lifecycle.drain();
                yield Answer.line(202, "draining");
            }
            default -> Answer.page(Answer.PLAIN, INDEX);
        };
    }

    private Answer events(Ask ask) {
        var parameters = new Parameters(ask.parameters(), List.of("limit", "verdict"));
        var limit = parameters.has("limit") ? parameters.number("limit", 1, MAX_EVENTS) : SOME_EVENTS;
        Predicate<SecurityEvent> wanted = _ -> true;
        if (parameters.has("verdict")) {
            var verdict = parameters.oneOf("verdict", List.of(Verdict.values()), Verdict::id);
            wanted = event -> verdict.filter(event.verdict()::equals).isPresent();
        }
        var complaint = parameters.complaint();
        return complaint.isPresent() ? Answer.line(400, complaint.get()) : lines(limit, wanted);
    }

    private Answer explain(Ask ask) {
        if (!ask.parameters().containsKey("flow")) {
            return explanation.answer(ask.parameters());
        }
        var parameters = new Parameters(ask.parameters(), List.of("flow"));
        var flow = parameters.flow("flow");
        var complaint = parameters.complaint();
        if (complaint.isPresent()) {
            return Answer.line(400, complaint.get());
        }
        return lines(MAX_EVENTS, event -> event.flow().equals(flow));
    }

    private Answer lines(int limit, Predicate<SecurityEvent> wanted) {
        var text = new StringBuilder();
        recent.newest(limit, wanted)
                .forEach(event -> text.append(EventJson.line(event)).append('\n'));
        return Answer.page(Answer.NDJSON, text.toString());
    }

    private Answer policyPage() {
        var snapshot = policy.get();
        var reload = policy.lastReload();
        var line = new JsonLine()
                .text("revision", snapshot.revision())
                .json("documents", snapshot.json())
                .json("lastReload", reload(reload));
        return Answer.json(line.end());
    }

    private static String reload(Reload reload) {
        var line = new JsonLine().text("time", reload.time().toString());
        return switch (reload) {
            case Reload.Taken taken ->
                line.text("outcome", "taken")
                        .texts("warnings", lines(taken.warnings()))
                        .end();
            case Reload.Refused refused ->
                line.text("outcome", "refused")
                        .texts("problems", lines(refused.problems()))
                        .end();
        };
    }

    private static List<String> lines(List<Problem> problems) {
        return problems.stream().map(Problem::toString).toList();
    }
}
