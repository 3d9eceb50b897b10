import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * Packs folders into an OCI image: one tar file that {@code ctr images import}, {@code skopeo}, {@code podman load} and {@code docker load}
 * read. Run from source by k8s/images/build; nothing but a JDK is needed.
 *
 * <p>The same folders give the same bytes: names are sorted, all times are one, owners are root, modes are 755 or 644, and the compression
 * is the JDK's own.
 *
 * <pre>java OciImage.java OUT NAME:TAG USER --entrypoint WORD... --env K=V... --capable PATH... --layers FOLDER...</pre>
 */
final class OciImage {
    /** 2026-11-01T00:00:00Z, as in the jars. */
    private static final long TIME = 1_793_491_200L;

    private static final String CREATED = "2026-11-01T00:00:00Z";
    private static final int BLOCK = 512;

    /**
     * {@code struct vfs_cap_data} of revision 2 with the effective bit, permitted CAP_NET_ADMIN (bit 12), nothing inheritable. The kernel
     * gives it to whoever runs the file, as far as the container may have it.
     */
    private static final byte[] NET_ADMIN = HexFormat.of().parseHex("01000002" + "00100000" + "00000000" + "0000000000000000");

    private final Map<String, byte[]> small = new TreeMap<>();
    private final Map<String, Path> blobs = new TreeMap<>();

    /** @param content the digest of what is in it, where it is compressed; else empty */
    private record Blob(String digest, long size, String content) {}

    private OciImage() {}

    public static void main(String[] arguments) throws IOException {
        var options = new LinkedHashMap<String, List<String>>();
        var current = options.computeIfAbsent("", _ -> new ArrayList<>());
        for (var argument : arguments) {
            if (argument.startsWith("--")) {
                current = options.computeIfAbsent(argument, _ -> new ArrayList<>());
            } else {
                current.add(argument);
            }
        }
        new OciImage().pack(options);
    }

    private void pack(Map<String, List<String>> options) throws IOException {
        var out = Path.of(options.get("").get(0));
        var name = options.get("").get(1);
        var user = options.get("").get(2);
        var layers = new ArrayList<Blob>();
        for (var folder : options.get("--layers")) {
            layers.add(layer(Path.of(folder), options.getOrDefault("--capable", List.of()), out));
        }
        var config = small("""
                {"created":"%s","architecture":"amd64","os":"linux","config":{"User":"%s","Entrypoint":%s,"Env":%s,"WorkingDir":"/"},\
                "rootfs":{"type":"layers","diff_ids":%s}}""".formatted(
                CREATED,
                user,
                strings(options.get("--entrypoint")),
                strings(options.getOrDefault("--env", List.of())),
                strings(layers.stream().map(Blob::content).toList())));
        var manifest = small("""
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,"layers":[%s]}""".formatted(
                descriptor("application/vnd.oci.image.config.v1+json", config),
                layers.stream()
                        .map(layer -> descriptor("application/vnd.oci.image.layer.v1.tar+gzip", layer))
                        .collect(Collectors.joining(","))));
        small.put("oci-layout", utf8("{\"imageLayoutVersion\":\"1.0.0\"}"));
        var reference = descriptor("application/vnd.oci.image.manifest.v1+json", manifest);
        // A Pod's short name is this long one to containerd, which takes the annotation as it is.
        small.put("index.json", utf8("""
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s,"platform":\
                {"architecture":"amd64","os":"linux"},"annotations":{"io.containerd.image.name":"docker.io/library/%s",\
                "org.opencontainers.image.ref.name":"%s"}}]}""".formatted(
                reference.substring(0, reference.length() - 1), name, name.substring(name.lastIndexOf(':') + 1))));
        // What "docker load" of old reads.
        small.put("manifest.json", utf8("[{\"Config\":\"%s\",\"RepoTags\":[\"%s\"],\"Layers\":%s}]".formatted(
                file(config.digest), name, strings(layers.stream().map(layer -> file(layer.digest)).toList()))));
        write(out);
        for (var layer : layers) {
            Files.delete(blobs.get(file(layer.digest)));
        }
        System.out.println(manifest.digest);
    }

    private Blob small(String json) {
        var bytes = utf8(json);
        var digest = digest(sha256().digest(bytes));
        small.put(file(digest), bytes);
        return new Blob(digest, bytes.length, "");
    }

    private static String descriptor(String type, Blob blob) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(type, blob.digest, blob.size);
    }

    private static String file(String digest) {
        return "blobs/sha256/" + digest.substring(digest.indexOf(':') + 1);
    }

    /** Compresses a folder into a file beside the image; its digests are of both forms. */
    private Blob layer(Path folder, List<String> capable, Path out) throws IOException {
        var file = Path.of(out + "." + blobs.size() + ".layer");
        var packed = sha256();
        var plain = sha256();
        try (var compressed = new DigestOutputStream(Files.newOutputStream(file), packed);
                var gzip = new GZIPOutputStream(compressed, 1 << 16);
                var tar = new DigestOutputStream(gzip, plain)) {
            tar(folder, capable, tar);
        }
        var blob = new Blob(digest(packed.digest()), Files.size(file), digest(plain.digest()));
        blobs.put(file(blob.digest), file);
        return blob;
    }

    private static void tar(Path folder, List<String> capable, OutputStream tar) throws IOException {
        try (var paths = Files.walk(folder)) {
            var all = new TreeMap<String, Path>();
            paths.filter(path -> !path.equals(folder)).forEach(path -> all.put(folder.relativize(path).toString(), path));
            for (var entry : all.entrySet()) {
                entry(entry.getKey(), entry.getValue(), capable.contains("/" + entry.getKey()), tar);
            }
        }
        tar.write(new byte[2 * BLOCK]);
    }

    private static void entry(String name, Path path, boolean capable, OutputStream tar) throws IOException {
        if (Files.isSymbolicLink(path)) {
            header(name, 0777, 0, '2', Files.readSymbolicLink(path).toString(), tar);
        } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            header(name + "/", name.equals("tmp") ? 01777 : 0755, 0, '5', "", tar);
        } else {
            if (capable) {
                var pax = pax("SCHILY.xattr.security.capability", NET_ADMIN);
                header("pax", 0644, pax.length, 'x', "", tar);
                tar.write(pax);
                pad(pax.length, tar);
            }
            header(name, Files.isExecutable(path) ? 0755 : 0644, Files.size(path), '0', "", tar);
            Files.copy(path, tar);
            pad(Files.size(path), tar);
        }
    }

    /** One record of an extended header: its own length, key and value. */
    private static byte[] pax(String key, byte[] value) {
        var length = key.length() + value.length + 3;
        length += Integer.toString(length + Integer.toString(length).length()).length();
        var record = new ByteArrayOutputStream();
        record.writeBytes(utf8(length + " " + key + "="));
        record.writeBytes(value);
        record.write('\n');
        return record.toByteArray();
    }

    private static void header(String name, int mode, long size, char type, String link, OutputStream tar)
            throws IOException {
        var block = new byte[BLOCK];
        var cut = name.length() <= 100 ? -1 : name.indexOf('/', name.length() - 101);
        put(block, 0, 100, name.substring(cut + 1));
        put(block, 345, 155, cut < 0 ? "" : name.substring(0, cut));
        put(block, 100, 8, "%07o".formatted(mode));
        put(block, 108, 8, "0000000");
        put(block, 116, 8, "0000000");
        put(block, 124, 12, "%011o".formatted(size));
        put(block, 136, 12, "%011o".formatted(TIME));
        put(block, 148, 8, "        ");
        block[156] = (byte) type;
        put(block, 157, 100, link);
        put(block, 257, 8, "ustar\00000");
        put(block, 265, 32, "root");
        put(block, 297, 32, "root");
        var sum = 0;
        for (var octet : block) {
            sum += octet & 0xFF;
        }
        put(block, 148, 7, "%06o\0".formatted(sum));
        tar.write(block);
    }

    private static void put(byte[] block, int at, int room, String text) {
        var bytes = utf8(text);
        if (bytes.length > room) {
            throw new IllegalArgumentException("too long for a tar header: " + text);
        }
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }

    private static void pad(long size, OutputStream tar) throws IOException {
        tar.write(new byte[(int) (-size & (BLOCK - 1))]);
    }

    private void write(Path out) throws IOException {
        try (var tar = Files.newOutputStream(out)) {
            header("blobs/", 0755, 0, '5', "", tar);
            header("blobs/sha256/", 0755, 0, '5', "", tar);
            for (var blob : blobs.entrySet()) {
                header(blob.getKey(), 0644, Files.size(blob.getValue()), '0', "", tar);
                Files.copy(blob.getValue(), tar);
                pad(Files.size(blob.getValue()), tar);
            }
            for (var entry : small.entrySet()) {
                header(entry.getKey(), 0644, entry.getValue().length, '0', "", tar);
                tar.write(entry.getValue());
                pad(entry.getValue().length, tar);
            }
            tar.write(new byte[2 * BLOCK]);
        }
    }

    private static String strings(List<String> words) {
        return words.stream()
                .map(word -> "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String digest(byte[] hash) {
        return "sha256:" + HexFormat.of().formatHex(hash);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
