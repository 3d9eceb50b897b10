package io.bulwark.policy.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.bulwark.policy.DocumentSchema;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schema of profiles and their reader: what is written fits, and what the schema refuses the reader refuses. */
class LearnedProfileSchemaTest {
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(DocumentSchema.of(LearnedProfile.KIND));

    private static LearnedProfile document() {
        var calls = new Calls();
        for (int i = 0; i < 300; i++) {
            calls.succeed("shop/web", Calls.http("GET", "/orders/" + i + "?page=" + i + "&page=2&sort=asc"), i);
        }
        for (int i = 0; i < 20; i++) {
            calls.succeed("shop/web", Calls.sending(Calls.http("POST", "/orders"), "sku=" + i + "&tags[]=a&tags[]=b"));
        }
        calls.succeed("shop/web", Calls.sending(Calls.http("POST", "/uploads"), null));
        calls.succeed("fd00:1:2:3::/64", Calls.of("redis", "GET", "session:17"))
                .succeed("10.0.1.0/24", Calls.of("mysql", "SELECT", "shop.orders"));
        var paces = new TreeMap<String, Pace>();
        paces.put("shop/web", new Pace(20, 2, 1, 100_000, 7));
        paces.put("ingress", new Pace(40, 4, 3, 200_000));
        return LearnedProfile.of(calls.profile().withPaces(paces));
    }

    @Test
    void whatIsWrittenFits() {
        // Given
        var document = document();
        // Then
        assertThat(SCHEMA.validate(document.json(), InputFormat.JSON)).isEmpty();
        assertThat(SCHEMA.validate(document.jsonWithStatus(), InputFormat.JSON)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "bulwark.io/v1alpha1; v1",
                "\"kind\":\"LearnedProfile\"; \"kind\":\"Secret\"",
                "\"learned\"; \"Learned!\"",
                "\"spec\"; \"specs\"",
                "\"coarseness\":0; \"coarseness\":8",
                "\"width\":0; \"width\":-1",
                "\"port\":8080; \"port\":65536",
                "\"side\":\"ingress\"; \"side\":\"sideways\"",
                "\"protocol\":\"http\"; \"protocol\":\"HTTP\"",
                "\"shop/web\"; \"shop\"",
                "\"10.0.1.0/24\"; \"shop/web\"",
                "\"characters\":\"digits\"; \"characters\":\"runes\"",
                "\"verb\":\"GET\"; \"verb\":7",
                "\"repeated\":true; \"repeated\":1",
                "\"contents\":{\"read\"; \"contents\":{\"reads\"",
                "\"contents\":{; \"contents\":{\"open\":1,",
                "\"tags[]\":{; \"tags[]\":{\"times\":2,",
                "\"paces\":[; \"paces\":[[0],",
                "\"paces\":[; \"more\":[],\"paces\":["
            })
    void whatTheSchemaRefusesTheReaderRefuses(String good, String bad) {
        // Given
        var text = document().json();
        assertThat(text).contains(good);
        // When
        var spoilt = text.substring(0, text.indexOf(good)) + bad + text.substring(text.indexOf(good) + good.length());
        // Then
        assertThat(SCHEMA.validate(spoilt, InputFormat.JSON)).isNotEmpty();
        assertThatThrownBy(() -> LearnedProfile.read(spoilt)).isInstanceOf(IllegalArgumentException.class);
    }
}
