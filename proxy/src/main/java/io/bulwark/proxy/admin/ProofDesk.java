package io.bulwark.proxy.admin;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Works on questions that take a while, on a thread of its own, so that probes are answered meanwhile. */
final class ProofDesk implements AutoCloseable {
    /** How long an answer may take. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final System.Logger LOG = System.getLogger(ProofDesk.class.getName());
    private static final int MAX_WAITING = 8;

    private final ProofPages pages;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            0,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            task -> Thread.ofPlatform().daemon().name("bulwark-proof").unstarted(task));

    ProofDesk(ProofPages pages) {
        this.pages = pages;
    }

    void answer(Ask ask, Site.Reply reply) {
        var allowed = ProofPages.METHODS.getOrDefault(ask.path(), "GET");
        if (!ask.local()) {
            reply.send(Answer.line(403, Pages.LOCAL_ONLY));
        } else if (!ask.method().equals(allowed)) {
            reply.send(Answer.wrongMethod(allowed));
        } else {
            try {
                thread.execute(() -> work(ask, reply));
            } catch (RejectedExecutionException _) {
                reply.send(Answer.line(503, "too many questions at once"));
            }
        }
    }

    /** A mistake of ours in one answer must not leave its asker waiting. */
    private void work(Ask ask, Site.Reply reply) {
        try {
            reply.send(pages.answer(ask));
        } catch (RuntimeException fault) {
            LOG.log(System.Logger.Level.ERROR, () -> "no answer to " + ask.path(), fault);
            reply.send(Answer.line(500, "the answer failed; the log says why"));
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
