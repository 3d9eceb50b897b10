package io.bulwark.signatures;

import io.bulwark.signatures.catalogue.Catalogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The signatures of the test catalogue, and all that ship. */
public final class TestCatalogue {
    private TestCatalogue() {}

    public static List<Signature> signatures() throws IOException {
        try (var in = TestCatalogue.class.getResourceAsStream(Catalogue.FOLDER + "test.yaml")) {
            if (in == null) {
                throw new IOException("the test catalogue is not on the class path");
            }
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Catalogue.of(new TreeMap<>(Map.of("test.yaml", text))).signatures();
        }
    }

    /** The test catalogue's signatures and those that ship. */
    public static List<Signature> all() throws IOException {
        var all = new ArrayList<>(signatures());
        all.addAll(Catalogue.fromClassPath().signatures());
        return all;
    }
}
