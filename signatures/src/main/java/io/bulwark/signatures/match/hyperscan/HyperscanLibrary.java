package io.bulwark.signatures.match.hyperscan;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The shared library: where it is found, and its functions as method handles. */
final class HyperscanLibrary {
    /** System property that names the folder in which the build or the image has put the library. */
    static final String FOLDER_PROPERTY = "bulwark.native.dir";

    private static final String FILE = "libjnihyperscan.so";
    private static final String RESOURCE = "/org/bytedeco/hyperscan/linux-x86_64/" + FILE;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = load();

    private HyperscanLibrary() {}

    /** The function of this name; a missing one is a broken library. */
    @SuppressWarnings("restricted")
    static MethodHandle function(String name, FunctionDescriptor type) {
        var symbol = SYMBOLS.find(name)
                .or(() -> LINKER.defaultLookup().find(name))
                .orElseThrow(() -> new UnsatisfiedLinkError(FILE + " has no function " + name));
        return LINKER.downcallHandle(symbol, type);
    }

    /** The address at which native code can call the handle, until the arena is closed. */
    @SuppressWarnings("restricted")
    static long callback(MethodHandle target, FunctionDescriptor type, Arena arena) {
        return LINKER.upcallStub(target, type, arena).address();
    }

    private static SymbolLookup load() {
        var folder = System.getProperty(FOLDER_PROPERTY);
        try {
            return folder == null ? unpacked() : in(Path.of(folder));
        } catch (IOException | IllegalArgumentException e) {
            var error = new UnsatisfiedLinkError("Hyperscan could not be loaded "
                    + (folder == null ? "from the class path" : "from " + FOLDER_PROPERTY + "=" + folder) + ": "
                    + e.getMessage());
            error.initCause(e);
            throw error;
        }
    }

    @SuppressWarnings("restricted")
    private static SymbolLookup in(Path folder) {
        return SymbolLookup.libraryLookup(folder.resolve(FILE).toAbsolutePath(), Arena.global());
    }

    /* Once loaded the file may go: the mapping keeps it. */
    private static SymbolLookup unpacked() throws IOException {
        try (var bytes = HyperscanLibrary.class.getResourceAsStream(RESOURCE)) {
            if (bytes == null) {
                throw new IOException("no " + RESOURCE + " (only linux-x86_64 is shipped)");
            }
            var folder = Files.createTempDirectory("bulwark-native");
            var file = folder.resolve(FILE);
            try {
                Files.copy(bytes, file, StandardCopyOption.REPLACE_EXISTING);
                return in(folder);
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        }
    }
}
