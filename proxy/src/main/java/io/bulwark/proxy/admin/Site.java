package io.bulwark.proxy.admin;

import java.time.Duration;

/** What is served at one address. Called on the admin thread, and must not wait there. */
interface Site {
    /** How an answer is given, once, now or later. */
    interface Reply {
        void send(Answer answer);

        /** Ends the connection without an answer. */
        void cut();

        /** What is to be done when the connection is gone, answered or not. */
        void whenGone(Runnable cleanup);
    }

    void answer(Ask ask, Reply reply);

    /** Whether requests for this path may bring a document. */
    default boolean takesBody(String path) {
        return false;
    }

    /** How long the answer to this path may take. */
    Duration patience(String path);
}
