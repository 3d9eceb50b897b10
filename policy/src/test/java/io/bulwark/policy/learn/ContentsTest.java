package io.bulwark.policy.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Metadata;
import io.bulwark.policy.Mode;
import io.bulwark.policy.PolicyText;
import io.bulwark.policy.SegmentType;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What contents teach, in the form that the proxy brings them into: that of a query. */
class ContentsTest {
    private static final String PEER = "shop/web";
    private final Calls calls = new Calls();
    private final Random chance = new Random(5);

    private static Calls.Call post(String content) {
        return Calls.sending(Calls.http("POST", "/orders"), content);
    }

    private String order() {
        return "sku=" + (1000 + chance.nextInt(9000)) + "&customer.country=" + (chance.nextBoolean() ? "de" : "fr")
                + "&items[].id=" + chance.nextInt(500) + "&items[].id=" + chance.nextInt(500);
    }

    private void learnOrders(int count) {
        for (int i = 0; i < count; i++) {
            calls.succeed(PEER, post(order()));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "sku=4711&customer.country=fr&items[].id=1&items[].id=2 true",
                "sku=4711 true",
                "'' true",
                "sku=4711&role=admin false",
                "sku=1%27%20OR%20%271%27=%271 false",
                "sku=abcd false",
                "customer.country=xx false",
                "sku=4711&sku=4712 false",
                "customer=de false",
                "items[].id=drop false"
            })
    void aContentHasTheNamesAndKindsOfValuesThatWereSeen(String content, boolean allowed) {
        // Given
        learnOrders(600);
        // When
        boolean said = calls.allows(PEER, post(content));
        // Then
        assertThat(said).isEqualTo(allowed);
    }

    @Test
    void theAllowlistThatAPersonReadsNamesThem() {
        // Given
        learnOrders(600);
        // When
        var document = LearnedAllowlist.of(new Metadata("m", ""), Mode.ENFORCE, Generaliser.rules(calls.profile()))
                .document();
        // Then
        assertThat(PolicyText.yaml(document)).contains("bodyParameters:").contains("customer.country");
    }

    @ParameterizedTest
    @CsvSource({"password", "login.apiKey", "client_secret", "refresh-token"})
    void noSecretIsKept(String name) {
        // Given
        for (int i = 0; i < 600; i++) {
            calls.succeed(PEER, post("country=de&" + name + "=letmein"));
        }
        // When
        var profile = ProfileJson.write(calls.profile());
        var rules = PolicyText.yaml(
                LearnedAllowlist.of(new Metadata("m", ""), Mode.ENFORCE, Generaliser.rules(calls.profile()))
                        .document());
        // Then
        assertThat(profile).contains(name).doesNotContain("letmein");
        assertThat(rules).contains(name, "country").doesNotContain("letmein");
        assertThat(calls.allows(PEER, post("country=de&" + name + "=letmein"))).isTrue();
    }

    @Test
    void fewContentsSayNothing() {
        // Given
        learnOrders(4);
        // When
        boolean said = calls.allows(PEER, post("role=admin"));
        // Then
        assertThat(said).isTrue();
    }

    @Test
    void aFirstContentOfManyNamesIsNoListOfNamesThatVary() {
        // Given
        calls.succeed(PEER, post("a=1&b=1&c=1&d=1&e=1&f=1&g=1&h=1&i=1&j=1"));
        // When
        var contents = calls.profile().operations().firstEntry().getValue().contents();
        // Then
        assertThat(contents.open()).isFalse();
        assertThat(contents.names()).hasSize(10);
    }

    @Test
    void oneContentThatCannotBeReadLeavesAllContentsAllowed() {
        // Given
        learnOrders(300);
        calls.succeed(PEER, Calls.sending(Calls.http("POST", "/orders"), null));
        // When
        boolean said = calls.allows(PEER, post("role=admin"));
        // Then
        assertThat(said).isTrue();
    }

    @Test
    void namesThatVaryLeaveAllContentsAllowed() {
        // Given
        for (int i = 0; i < 500; i++) {
            calls.succeed(PEER, post("price[" + chance.nextInt(100_000) + "]=7"));
        }
        // When
        boolean said = calls.allows(PEER, post("price[x]=8"));
        // Then
        assertThat(said).isTrue();
    }

    @Test
    void namesThatSomebodyMakesUpCrowdOutNothing() {
        // Given
        learnOrders(300);
        for (int i = 0; i < 8000; i++) {
            calls.succeed(PEER, post(i % 200 == 0 ? "made" + i + "=1" : order()));
        }
        // When
        boolean made = calls.allows(PEER, post("made200=1"));
        // Then
        assertThat(made).isFalse();
        assertThat(calls.allows(PEER, post(order()))).isTrue();
    }

    @Test
    void aLongTextKeepsItsLength() {
        // Given
        for (int i = 0; i < 200; i++) {
            calls.succeed(PEER, post("text=" + "word+".repeat(100 + chance.nextInt(300))));
        }
        // When
        var names =
                calls.profile().operations().firstEntry().getValue().contents().names();
        // Then
        assertThat(names).hasEntrySatisfying("text", text -> {
            assertThat(text.values().maxLength()).isGreaterThan(1900);
            assertThat(text.values().kinds()).containsExactly(SegmentType.ANY);
            assertThat(text.values().distinct()).isGreaterThan(50);
        });
        assertThat(calls.allows(PEER, post("text=" + "word+".repeat(399)))).isTrue();
    }

    @Test
    void aLongArrayIsNoMoreThanAShortOne() {
        // Given
        var content = "items[].name=abc&items[].price=17&".repeat(400);
        for (int i = 0; i < 50; i++) {
            calls.succeed(PEER, post(content));
        }
        // When
        var contents = calls.profile().operations().firstEntry().getValue().contents();
        // Then
        assertThat(contents.open()).isFalse();
        assertThat(contents.names()).containsOnlyKeys("items[].name", "items[].price");
        assertThat(contents.read().total()).isEqualTo(50);
    }

    @Test
    void whatIsToldAfterTheEndTeachesNothing() {
        // Given
        var learner = calls.learner();
        int handle = learner.sighting(FlowSide.INGRESS, PEER, Calls.PORT, Calls.http("POST", "/orders"));
        learner.outcome(handle, true, Calls.NOW);
        // When
        learner.content(handle, new Text("role=admin"));
        // Then
        assertThat(calls.profile().operations().firstEntry().getValue().contents())
                .isEqualTo(Contents.NONE);
    }

    @Test
    void manyLargeContentsUnderWayTakeNoMoreThanTheirRoom() {
        // Given
        var limits = new LearnerLimits(200_000, 60_000, 256);
        var learner = new Learner(limits);
        var content = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            content.append("name").append(i).append('=').append("x".repeat(80)).append('&');
        }
        // When
        for (int i = 0; i < 5000; i++) {
            int handle = learner.sighting(FlowSide.INGRESS, PEER, Calls.PORT, Calls.http("POST", "/orders/a" + i));
            learner.content(handle, new Text(content.toString()));
            if (i % 3 == 0) {
                learner.outcome(handle, true, Calls.NOW + i);
            }
        }
        // Then
        assertThat(learner.bytes()).isLessThan(limits.treeBytes() + limits.pendingBytes() + 100_000);
    }
}
