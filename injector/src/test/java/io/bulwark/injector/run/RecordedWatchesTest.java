package io.bulwark.injector.run;

import io.bulwark.injector.cluster.ClusterState;
import io.bulwark.injector.plan.PlanSettings;
import io.bulwark.injector.plan.Planner;
import io.bulwark.injector.serve.Distribution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists and watches of a real API server, while a Deployment is scaled 0, 3, 1, 2 and its last Pod takes a deleted one's address. */
class RecordedWatchesTest {
    private static final Map<String, String> IN_THE_END = Map.of(
            "10.244.1.13/32", "orders-756fff8558-wslbb of shop/orders",
            "10.244.2.11/32", "orders-756fff8558-h5whh of shop/orders",
            "fd00:10:244:1::13/128", "orders-756fff8558-wslbb of shop/orders",
            "fd00:10:244:2::11/128", "orders-756fff8558-h5whh of shop/orders");

    static Stream<Arguments> cuts() throws Exception {
        var lines = Files.readAllLines(Path.of("src/test/resources/watches/pods-scale-0-3-1-2.ndjson"))
                .size();
        return IntStream.rangeClosed(0, lines)
                .boxed()
                .flatMap(cut -> Stream.of(Arguments.of(cut, false), Arguments.of(cut, true)));
    }

    @ParameterizedTest(name = "cut behind line {0}, version forgotten: {1}")
    @MethodSource("cuts")
    void aWatchThatIsCutAnywhereComesToTheSameEnd(int cut, boolean gone) throws Exception {
        // Given
        var distribution = new Distribution();
        try (var api = RecordedApi.start(cut, gone);
                var client = api.client();
                var planning = new Planning(new Planner(PlanSettings.of("bulwark-system")), distribution);
                // When
                var watch = ClusterWatch.start(client, "bulwark-system", planning, distribution)) {
            // Then
            Eventually.is(
                    "who has which address",
                    IN_THE_END,
                    () -> planning.ask(RecordedWatchesTest::owners).join());
            Eventually.is("which kinds are missing", List.of(), watch::missing);
        }
    }

    private static Map<String, String> owners(ClusterState state) {
        var owners = new TreeMap<String, String>();
        for (var pod : state.pods()) {
            for (var address : pod.addresses()) {
                if (state.owns(pod, address)) {
                    owners.put(address, pod.pod().name() + " of " + pod.workload());
                }
            }
        }
        return owners;
    }
}
