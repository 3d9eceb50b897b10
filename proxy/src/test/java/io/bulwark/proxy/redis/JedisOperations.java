package io.bulwark.proxy.redis;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisDataException;

/** What an application does with Jedis; each line that it returns is what one operation gave. */
final class JedisOperations {
    private final InetSocketAddress address;
    private final RedisProtocol version;
    private final List<String> results = new ArrayList<>();

    private JedisOperations(InetSocketAddress address, RedisProtocol version) {
        this.address = address;
        this.version = version;
    }

    static List<String> run(InetSocketAddress address, RedisProtocol version) throws Exception {
        var operations = new JedisOperations(address, version);
        try (var jedis = operations.connect()) {
            operations.values(jedis);
            operations.collections(jedis);
            operations.transactions(jedis);
            operations.pipelines(jedis);
            operations.scripts(jedis);
            operations.errors(jedis);
            operations.subscriptions(jedis);
        }
        return operations.results;
    }

    private Jedis connect() {
        var config = DefaultJedisClientConfig.builder()
                .protocol(version)
                .clientName("suite")
                .build();
        return new Jedis(new HostAndPort("127.0.0.1", address.getPort()), config);
    }

    private void note(Object result) {
        results.add(String.valueOf(result));
    }

    private void values(Jedis jedis) {
        note(jedis.ping());
        note(jedis.set("k", "v"));
        note(jedis.get("k"));
        note(jedis.get("nothing"));
        note(jedis.incrBy("n", 41));
        note(jedis.mset("a", "1", "b", "2"));
        note(jedis.mget("a", "b", "nothing"));
        note(jedis.append("k", "w"));
        note(jedis.getrange("k", 0, 0));
        note(jedis.expire("k", 1000));
        note(jedis.del("a", "b"));
        note(jedis.set("large", "x".repeat(300_000)));
        note(jedis.get("large").length());
        note(jedis.clientGetname());
    }

    private void collections(Jedis jedis) {
        note(jedis.hset("h", Map.of("f", "1")));
        note(new TreeMap<>(jedis.hgetAll("h")));
        note(jedis.rpush("l", "1", "2", "3"));
        note(jedis.lrange("l", 0, -1));
        note(jedis.sadd("s", "x", "y"));
        note(new TreeSet<>(jedis.smembers("s")));
        note(jedis.zadd("z", 1.5, "m"));
        note(jedis.zrangeWithScores("z", 0, -1));
        note(jedis.blpop(1, "l"));
        note(jedis.blpop(1, "empty"));
        note(jedis.geoadd("g", 13.361389, 38.115556, "Palermo"));
        note(jedis.setbit("bits", 7, true));
        note(jedis.pfadd("hll", "a", "b"));
        note(jedis.scan("0").getResult().size());
        note(jedis.xlen("stream"));
    }

    private void transactions(Jedis jedis) {
        jedis.watch("k");
        try (var transaction = jedis.multi()) {
            transaction.set("t", "1");
            transaction.incr("t");
            transaction.lrange("l", 0, -1);
            note(transaction.exec());
        }
        try (var transaction = jedis.multi()) {
            transaction.set("t", "2");
            note(transaction.discard());
        }
    }

    private void pipelines(Jedis jedis) {
        var pipeline = jedis.pipelined();
        for (var index = 0; index < 500; index++) {
            pipeline.set("p" + index, "v" + index);
            pipeline.get("p" + index);
        }
        note(pipeline.syncAndReturnAll());
    }

    private void scripts(Jedis jedis) {
        note(jedis.eval("return {KEYS[1], ARGV[1], redis.call('get', KEYS[1])}", List.of("k"), List.of("x")));
        note(jedis.evalsha(jedis.scriptLoad("return 42")));
    }

    private void errors(Jedis jedis) {
        try {
            jedis.incr("k");
            note("no error");
        } catch (JedisDataException wrong) {
            note(wrong.getMessage());
        }
        note(jedis.get("n"));
    }

    private void subscriptions(Jedis publisher) throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        var ready = new CountDownLatch(1);
        var listener = new JedisPubSub() {
            @Override
            public void onSubscribe(String channel, int count) {
                ready.countDown();
            }

            @Override
            public void onMessage(String channel, String message) {
                heard.add(channel + " " + message);
                unsubscribe();
            }
        };
        try (var subscriber = connect()) {
            var thread = Thread.ofVirtual().start(() -> subscriber.subscribe(listener, "news"));
            note(ready.await(20, TimeUnit.SECONDS));
            note(publisher.publish("news", "hello"));
            note(heard.poll(20, TimeUnit.SECONDS));
            note(thread.join(Duration.ofSeconds(20)));
            note(subscriber.ping());
        }
    }
}
