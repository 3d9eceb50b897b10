package io.bulwark.proxy.grpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What comes back in one call: the messages one by one, then how it ended. */
final class Replies implements ClientResponseObserver<Order, Order> {
    private static final int PATIENCE_SECONDS = 30;

    private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final boolean onRequestOnly;
    private final CompletableFuture<ClientCallStreamObserver<Order>> call = new CompletableFuture<>();

    /** How a call ended. */
    record Ending(Status status, Metadata trailers) {}

    private Replies(boolean onRequestOnly) {
        this.onRequestOnly = onRequestOnly;
    }

    static Replies asTheyCome() {
        return new Replies(false);
    }

    /** Takes nothing before {@link #request} is called. */
    static Replies onRequest() {
        return new Replies(true);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Order> starting) {
        if (onRequestOnly) {
            starting.disableAutoRequestWithInitial(0);
        }
        call.complete(starting);
    }

    void request(int count) {
        call.join().request(count);
    }

    void cancel() {
        call.join().cancel("the client has changed its mind", null);
    }

    @Override
    public void onNext(Order order) {
        orders.add(order);
    }

    @Override
    public void onError(Throwable failure) {
        var trailers = Status.trailersFromThrowable(failure);
        ending.complete(new Ending(Status.fromThrowable(failure), trailers == null ? new Metadata() : trailers));
    }

    @Override
    public void onCompleted() {
        ending.complete(new Ending(Status.OK, new Metadata()));
    }

    /** The next message. */
    Order next() throws InterruptedException {
        var order = orders.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (order == null) {
            throw new AssertionError("no further message; the call: " + ending);
        }
        return order;
    }

    /** All messages that have come and were not asked for yet. */
    List<Order> rest() {
        var rest = new ArrayList<Order>();
        orders.drainTo(rest);
        return rest;
    }

    boolean open() {
        return !ending.isDone();
    }

    Status status() throws Exception {
        return ended().status();
    }

    Ending ended() throws Exception {
        return ending.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
