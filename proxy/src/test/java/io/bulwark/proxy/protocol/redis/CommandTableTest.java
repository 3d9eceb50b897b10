package io.bulwark.proxy.protocol.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.proxy.protocol.NativeBytes;
import io.bulwark.proxy.redis.RawClient;
import io.bulwark.proxy.redis.RedisServer;
import io.bulwark.proxy.stream.ByteView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table says what the server that is installed says. */
class CommandTableTest {
    @TempDir
    private Path folder;

    private RedisServer server;
    private RawClient client;

    @BeforeEach
    void start() throws Exception {
        server = RedisServer.start(folder);
        client = new RawClient(server.address());
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        server.close();
    }

    @Test
    void everyCommandOfTheServerIsThereWithItsArity() throws Exception {
        // Given
        var known = new HashMap<String, Integer>();
        CommandTable.all().forEach(spec -> known.put(spec.name(), spec.arity()));
        // When
        var names = client.ask("COMMAND", "LIST");
        // Then
        var told = new HashMap<String, Integer>();
        for (var name : names.substring(1, names.length() - 1).split(", ", -1)) {
            var info = client.ask("COMMAND", "INFO", name);
            var parts = info.substring(2).split(", ", 3);
            told.put(name.toUpperCase(Locale.ROOT).replace('|', ' '), Integer.parseInt(parts[1].substring(1)));
        }
        assertThat(told).hasSizeGreaterThan(200);
        assertThat(known).containsAllEntriesOf(told);
    }

    @Test
    void writingCommandsAreToldFromReadingOnes() {
        // When
        var set = CommandTable.find(Word.of("SET"));
        var get = CommandTable.find(Word.of("GET"));
        // Then
        assertThat(set.flags()).contains("write");
        assertThat(get.flags()).contains("readonly");
        assertThat(get.categories()).contains("read", "string");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET k",
                "MSET a 1 b 2 c 3",
                "DEL a b c",
                "RENAME a b",
                "BLPOP q1 q2 0",
                "EVAL return 2 k1 k2 arg",
                "EVALSHA abc 1 k a",
                "ZUNIONSTORE dst 2 z1 z2 WEIGHTS 1 2",
                "ZDIFF 2 a b",
                "ZINTERCARD 2 a b LIMIT 1",
                "BLMPOP 0 2 l1 l2 LEFT",
                "LMPOP 1 l LEFT",
                "XREADGROUP GROUP g c COUNT 5 STREAMS s1 s2 > >",
                "XREAD BLOCK 0 STREAMS s1 s2 0 0",
                "GEORADIUS g 1 2 3 km STORE s1",
                "GEORADIUSBYMEMBER g m 3 km STOREDIST s1",
                "GEOSEARCHSTORE d s FROMMEMBER m BYRADIUS 1 km",
                "OBJECT ENCODING k",
                "XGROUP CREATE s g $",
                "XINFO STREAM s",
                "MEMORY USAGE k",
                "COPY a b",
                "LCS a b",
                "BITOP AND d x y",
                "SORT l STORE out",
                "MIGRATE h 6379 k 0 1 COPY",
                "SINTERSTORE d a b",
                "PFMERGE d a b",
                "FCALL f 2 a b c",
                "WATCH a b",
                "SMOVE a b m"
            })
    void theKeysAreThoseThatTheServerFinds(String command) throws Exception {
        // Given
        var words = command.split(" ", -1);
        // When
        var ours = keys(words);
        // Then
        var asked = new ArrayList<>(List.of("COMMAND", "GETKEYS"));
        asked.addAll(List.of(words));
        var told = client.ask(asked.toArray(String[]::new));
        assertThat(told).isEqualTo(ours.toString());
    }

    @Test
    void keysThatTheServersTableMissesAreFound() {
        // Given
        var expected = Map.of(
                "XREADGROUP COUNT 5 GROUP STREAMS c STREAMS s >", List.of("s"),
                "GEORADIUS g 1 2 3 km STORE a STORE b", List.of("g", "a", "b"),
                "SORT l BY w_* GET d_* STORE o", List.of("l", "w_*", "d_*", "o"),
                "MIGRATE h 6379  0 1 AUTH2 KEYS p KEYS a b", List.of("a", "b"),
                "EVAL return x k1 k2", List.of("k1", "k2"),
                "SUBSCRIBE a b", List.of("a", "b"));
        // When
        var found = new HashMap<String, List<String>>();
        expected.keySet().forEach(command -> found.put(command, keys(command.split(" ", -1))));
        // Then
        assertThat(found).isEqualTo(expected);
    }

    /** The keys of a command, as the conversation finds them. */
    private static List<String> keys(String... words) {
        var command = new Command(new Session());
        command.begin(words.length);
        for (var index = 0; index < words.length; index++) {
            command.startArgument(index);
            var word = new NativeBytes(words[index]);
            command.append(word.show(new ByteView(), 0));
            command.endArgument(index);
        }
        command.complete();
        var keys = new ArrayList<String>();
        for (var part = 0; part < command.parts(); part++) {
            var resource = command.resource(part);
            var key = new StringBuilder();
            for (var at = 0; at < resource.length(); at++) {
                key.append((char) resource.get(at));
            }
            keys.add(key.toString());
        }
        return keys;
    }
}
