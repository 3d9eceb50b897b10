package io.bulwark.signatures.catalogue;

import io.bulwark.signatures.Signature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/** The signatures of a set of files, in the order of file names and of the entries within. */
public record Catalogue(List<Signature> signatures) {
    /** Where the files that ship with this module are on the class path. */
    public static final String FOLDER = "/io/bulwark/signatures/catalogue/";

    /** The file that names the others, one a line, since a class path can't be listed. */
    public static final String INDEX = "index.txt";

    public static final String SUFFIX = ".yaml";

    public Catalogue {
        signatures = List.copyOf(signatures);
    }

    /** What ships with this module; empty where nothing does. */
    public static Catalogue fromClassPath() throws IOException {
        var files = new TreeMap<String, String>();
        for (var name : resource(INDEX).lines().toList()) {
            files.put(name, resource(name));
        }
        return of(files);
    }

    /** The files of a folder whose names end with {@link #SUFFIX}; empty where there is no such folder. */
    public static Catalogue fromFolder(Path folder) throws IOException {
        return of(files(folder));
    }

    /** The text of each signature file in a folder, by its name. */
    public static SequencedMap<String, String> files(Path folder) throws IOException {
        var files = new TreeMap<String, String>();
        if (Files.isDirectory(folder)) {
            try (var paths = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
                for (var path : paths) {
                    files.put(path.getFileName().toString(), Files.readString(path));
                }
            }
        }
        return files;
    }

    /**
     * The signatures of these files, each given by its name and text.
     *
     * @throws CatalogueException with every problem of every file
     */
    public static Catalogue of(SequencedMap<String, String> files) {
        var problems = new ArrayList<String>();
        var signatures = new ArrayList<Signature>();
        var owners = new HashMap<String, String>();
        files.forEach((file, text) -> {
            for (var signature : new CatalogueFile(file, problems).read(text)) {
                var owner = owners.putIfAbsent(signature.id(), file);
                if (owner != null) {
                    problems.add(file + ": " + signature.id() + ": id must be unique, is in " + owner + " too");
                }
                signatures.add(signature);
            }
        });
        if (!problems.isEmpty()) {
            throw new CatalogueException(problems);
        }
        return new Catalogue(signatures);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Catalogue.class.getResourceAsStream(FOLDER + name)) {
            if (in == null && !name.equals(INDEX)) {
                throw new IOException(INDEX + " names " + name + ", which is not on the class path");
            }
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
