package io.bulwark.signatures.catalogue;

import io.bulwark.signatures.Confidence;
import io.bulwark.signatures.Field;
import io.bulwark.signatures.Severity;
import io.bulwark.signatures.Signature;
import io.bulwark.signatures.Tactic;
import io.bulwark.signatures.Transform;
import io.bulwark.signatures.validate.Validator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The catalogue as the build leaves it for the proxy: checked, without samples, in a form that is read in a few milliseconds.
 *
 * <p>Reading the YAML files at every start would take a third of a second beside every Pod.
 */
public final class CompiledCatalogue {
    /** Where the build puts it, below the folder for classes. */
    public static final String FILE = "io/bulwark/signatures/catalogue.bin";

    private static final int MAX_SIGNATURES = 100_000;

    private CompiledCatalogue() {}

    /** What ships with this module, in the order of the YAML catalogue, with no samples. */
    public static List<Signature> fromClassPath() throws IOException {
        try (var in = CompiledCatalogue.class.getResourceAsStream("/" + FILE)) {
            if (in == null) {
                throw new FileNotFoundException("the compiled signature catalogue is missing from the build");
            }
            return read(in.readAllBytes());
        }
    }

    /** The compact form of these signatures. */
    public static byte[] write(List<Signature> signatures) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(signatures.size());
            for (var signature : signatures) {
                write(signature, out);
            }
        }
        return bytes.toByteArray();
    }

    /** The signatures of a compact form that {@link #write} made. */
    public static List<Signature> read(byte[] bytes) throws IOException {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            var count = in.readInt();
            if (count < 0 || count > MAX_SIGNATURES) {
                throw new IOException("signatures must be 0.." + MAX_SIGNATURES + ", were " + count);
            }
            var signatures = new ArrayList<Signature>();
            for (var index = 0; index < count; index++) {
                signatures.add(readOne(in));
            }
            return List.copyOf(signatures);
        }
    }

    private static void write(Signature signature, DataOutputStream out) throws IOException {
        out.writeUTF(signature.id());
        out.writeUTF(signature.group());
        out.writeUTF(signature.title());
        out.writeUTF(signature.severity().name());
        out.writeUTF(signature.confidence().name());
        out.writeUTF(signature.tactic().stage());
        out.writeUTF(signature.tactic().attack());
        writeNames(signature.fields(), out);
        out.writeInt(signature.headers().size());
        for (var header : signature.headers().stream().sorted().toList()) {
            out.writeUTF(header);
        }
        writeNames(signature.transforms(), out);
        out.writeUTF(signature.pattern());
        out.writeUTF(signature.validator().name());
        out.writeInt(signature.threshold());
    }

    private static void writeNames(Collection<? extends Enum<?>> constants, DataOutputStream out) throws IOException {
        out.writeInt(constants.size());
        for (var name : constants.stream().map(Enum::name).sorted().toList()) {
            out.writeUTF(name);
        }
    }

    private static Signature readOne(DataInputStream in) throws IOException {
        return new Signature(
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                Severity.valueOf(in.readUTF()),
                Confidence.valueOf(in.readUTF()),
                new Tactic(in.readUTF(), in.readUTF()),
                readConstants(Field.class, in),
                readTexts(in),
                readConstants(Transform.class, in),
                in.readUTF(),
                Validator.valueOf(in.readUTF()),
                in.readInt(),
                List.of(),
                List.of());
    }

    private static <E extends Enum<E>> Set<E> readConstants(Class<E> type, DataInputStream in) throws IOException {
        var constants = EnumSet.noneOf(type);
        for (var name : readTexts(in)) {
            constants.add(Enum.valueOf(type, name));
        }
        return constants;
    }

    private static Set<String> readTexts(DataInputStream in) throws IOException {
        var count = in.readInt();
        var texts = new LinkedHashSet<String>();
        for (var index = 0; index < count; index++) {
            texts.add(in.readUTF());
        }
        return texts;
    }
}
