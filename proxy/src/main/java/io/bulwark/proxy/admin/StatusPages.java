package io.bulwark.proxy.admin;

import io.bulwark.proxy.config.AppProbe;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the kubelet and Prometheus reach over the network: the proxy's health, and the application's, asked on the kubelet's behalf. */
final class StatusPages implements Site {
    private final Health health;
    private final Map<String, AppProbe> probes;
    private final AppAsker app;

    StatusPages(Health health, Map<String, AppProbe> probes, AppAsker app) {
        this.health = health;
        this.probes = probes;
        this.app = app;
    }

    @Override
    public void answer(Ask ask, Reply reply) {
        var page = health.answer(ask);
        var probe = probe(ask.path());
        if (page.isPresent()) {
            reply.send(page.get());
        } else if (probe == null) {
            reply.send(Answer.line(404, "no such page"));
        } else if (!ask.method().equals("GET")) {
            reply.send(Answer.wrongMethod("GET"));
        } else {
            var asking = app.ask(probe, outcome -> pass(outcome, probe, reply));
            reply.whenGone(asking::giveUp);
        }
    }

    /* Older kubelets, such as that of 1.20, put a slash before the path of a hook, though it begins with one. */
    private @Nullable AppProbe probe(String path) {
        return probes.get(path.startsWith("//") ? path.substring(1) : path);
    }

    /** The kubelet takes any answer to a hook as success, whatever its status: only the want of one tells it of a failure. */
    private static void pass(AppOutcome outcome, AppProbe probe, Reply reply) {
        switch (outcome) {
            case AppOutcome.Well() -> reply.send(Answer.line(200, "ok"));
            case AppOutcome.Unwell(var reason) -> reply.send(Answer.line(503, reason));
            case AppOutcome.Unreached(var reason) -> {
                if (probe.hook()) {
                    reply.cut();
                } else {
                    reply.send(Answer.line(503, reason));
                }
            }
        }
    }

    @Override
    public Duration patience(String path) {
        var probe = probe(path);
        return probe == null ? Duration.ZERO : probe.timeout();
    }
}
