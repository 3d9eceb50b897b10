package io.bulwark.proxy.redis;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What an application does with Lettuce, which speaks version 3 and sends commands ahead; a line for each result. */
final class LettuceOperations {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<String> results = new ArrayList<>();

    private LettuceOperations() {}

    static List<String> run(InetSocketAddress address) throws Exception {
        var operations = new LettuceOperations();
        var uri = RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(address.getPort())
                .withTimeout(PATIENCE)
                .build();
        var client = RedisClient.create(uri);
        try (var connection = client.connect()) {
            operations.values(connection);
            operations.ahead(connection);
            operations.transaction(connection);
            operations.streams(connection);
            operations.subscriptions(client);
            operations.caching(connection, client);
        } finally {
            client.shutdown(Duration.ZERO, PATIENCE);
        }
        return operations.results;
    }

    private void note(Object result) {
        results.add(String.valueOf(result));
    }

    private void values(StatefulRedisConnection<String, String> connection) {
        var redis = connection.sync();
        note(redis.set("k", "v"));
        note(redis.get("k"));
        note(redis.mget("k", "nothing").stream().map(KeyValue::hasValue).toList());
        note(redis.hset("h", Map.of("f", "1")));
        note(new TreeMap<>(redis.hgetall("h")));
        note(redis.rpush("l", "1", "2"));
        note(redis.lrange("l", 0, -1));
        note(redis.zadd("z", 1.5, "m"));
        note(redis.zrangeWithScores("z", 0, -1));
        note(redis.set("large", "x".repeat(300_000)));
        note(redis.get("large").length());
    }

    private void ahead(StatefulRedisConnection<String, String> connection) throws Exception {
        var redis = connection.async();
        connection.setAutoFlushCommands(false);
        var futures = new ArrayList<RedisFuture<?>>();
        for (var index = 0; index < 500; index++) {
            futures.add(redis.set("p" + index, "v" + index));
            futures.add(redis.get("p" + index));
        }
        connection.flushCommands();
        connection.setAutoFlushCommands(true);
        for (var future : futures) {
            note(future.get(20, TimeUnit.SECONDS));
        }
    }

    private void transaction(StatefulRedisConnection<String, String> connection) {
        var redis = connection.sync();
        redis.multi();
        redis.set("t", "1");
        redis.incr("t");
        var result = redis.exec();
        note(result.wasDiscarded());
        note(result.stream().toList());
    }

    @SuppressWarnings("unchecked")
    private void streams(StatefulRedisConnection<String, String> connection) {
        var redis = connection.sync();
        note(redis.xadd("stream", new XAddArgs().id("1-1"), Map.of("a", "b")));
        note(redis.xread(XReadArgs.StreamOffset.from("stream", "0")));
    }

    private void subscriptions(RedisClient client) throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        try (var connection = client.connectPubSub();
                var publisher = client.connect()) {
            connection.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String message) {
                    heard.add(channel + " " + message);
                }
            });
            connection.sync().subscribe("news", "more");
            note(publisher.sync().publish("news", "hello"));
            note(heard.poll(20, TimeUnit.SECONDS));
            connection.sync().unsubscribe("news");
            note(connection.sync().ping());
        }
    }

    /** Client-side caching: the server pushes that a key that was read has changed. */
    private void caching(StatefulRedisConnection<String, String> connection, RedisClient client) throws Exception {
        var pushed = new LinkedBlockingQueue<String>();
        connection.addListener(message -> {
            if (message.getType().equals("invalidate")) {
                pushed.add(message.getType());
            }
        });
        note(connection.sync().clientTracking(TrackingArgs.Builder.enabled()));
        note(connection.sync().get("k"));
        try (var other = client.connect()) {
            note(other.sync().set("k", "changed"));
        }
        note(pushed.poll(20, TimeUnit.SECONDS));
    }
}
