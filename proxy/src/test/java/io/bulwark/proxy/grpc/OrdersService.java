package io.bulwark.proxy.grpc;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** What the server does with orders, and what it has seen. */
final class OrdersService {
    static final Metadata.Key<String> REASON = Metadata.Key.of("x-reason", Metadata.ASCII_STRING_MARSHALLER);
    /** Holds what a status message may not hold as it is: it must be percent-encoded on the wire. */
    static final String SOLD_OUT = "sold out: 100 % gone – très désolé";

    /** The count of an order that makes Chat answer with {@link #LEAK}. */
    static final int FAULTY = 666;

    static final String LEAK = "You have an error in your SQL syntax; check the manual";

    /** Every order that arrived, in any method. */
    final List<Order> seen = new CopyOnWriteArrayList<>();
    /** How many calls of Slow wait for {@link #gate} now. */
    final AtomicInteger waiting = new AtomicInteger();
    /** Opened by the test: the calls of Slow are answered then. */
    final CompletableFuture<Void> gate = new CompletableFuture<>();
    /** Down once the server has heard that a client gave up a call. */
    final CountDownLatch cancelled = new CountDownLatch(1);
    /** How many orders Watch has handed to its transport. */
    final AtomicInteger watched = new AtomicInteger();

    ServerServiceDefinition definition() {
        return ServerServiceDefinition.builder(Orders.SERVICE)
                .addMethod(Orders.PLACE, ServerCalls.asyncUnaryCall(this::place))
                .addMethod(Orders.FAIL, ServerCalls.asyncUnaryCall(this::fail))
                .addMethod(Orders.SLOW, ServerCalls.asyncUnaryCall(this::slow))
                .addMethod(Orders.LARGE, ServerCalls.asyncUnaryCall(this::large))
                .addMethod(Orders.WATCH, ServerCalls.asyncServerStreamingCall(this::watch))
                .addMethod(Orders.UPLOAD, ServerCalls.asyncClientStreamingCall(this::upload))
                .addMethod(Orders.CHAT, ServerCalls.asyncBidiStreamingCall(this::chat))
                .build();
    }

    private void place(Order order, StreamObserver<Order> client) {
        seen.add(order);
        answer(client, order.saying("accepted " + order.id()));
    }

    private void fail(Order order, StreamObserver<Order> client) {
        seen.add(order);
        var trailers = new Metadata();
        trailers.put(REASON, "stock");
        client.onError(Status.FAILED_PRECONDITION.withDescription(SOLD_OUT).asRuntimeException(trailers));
    }

    private void slow(Order order, StreamObserver<Order> client) {
        seen.add(order);
        ((ServerCallStreamObserver<Order>) client).setOnCancelHandler(cancelled::countDown);
        waiting.incrementAndGet();
        var _ = gate.thenRun(() -> answer(client, order));
    }

    /** As many bytes as the order counts, from a pattern that does not repeat soon. */
    private void large(Order order, StreamObserver<Order> client) {
        seen.add(order);
        answer(client, order.with(Attachments.of(order.count())));
    }

    private static void answer(StreamObserver<Order> client, Order answer) {
        client.onNext(answer);
        client.onCompleted();
    }

    /** The order as often as it counts, numbered from 1; never faster than the transport takes it. */
    private void watch(Order order, StreamObserver<Order> client) {
        seen.add(order);
        var call = (ServerCallStreamObserver<Order>) client;
        var numbers = new AtomicInteger();
        call.setOnReadyHandler(() -> {
            while (call.isReady() && numbers.get() < order.count()) {
                call.onNext(order.counted(numbers.incrementAndGet()));
                watched.incrementAndGet();
                if (numbers.get() == order.count()) {
                    call.onCompleted();
                }
            }
        });
    }

    /** Answers with the number of orders, their ids, and the last attachment. */
    private StreamObserver<Order> upload(StreamObserver<Order> client) {
        var orders = new ArrayList<Order>();
        return new Requests() {
            @Override
            public void onNext(Order order) {
                seen.add(order);
                orders.add(order);
            }

            @Override
            public void onCompleted() {
                var ids = String.join(",", orders.stream().map(Order::id).toList());
                var last =
                        orders.isEmpty() ? ByteString.EMPTY : orders.getLast().attachment();
                answer(client, Order.of(ids).counted(orders.size()).with(last));
            }
        };
    }

    /** Says each order back at once. */
    private StreamObserver<Order> chat(StreamObserver<Order> client) {
        return new Requests() {
            @Override
            public void onNext(Order order) {
                seen.add(order);
                client.onNext(order.saying(order.count() == FAULTY ? LEAK : "heard " + order.note()));
            }

            @Override
            public void onCompleted() {
                client.onCompleted();
            }
        };
    }

    private abstract class Requests implements StreamObserver<Order> {
        @Override
        public void onError(Throwable failure) {
            cancelled.countDown();
        }
    }
}
