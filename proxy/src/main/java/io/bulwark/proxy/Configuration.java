package io.bulwark.proxy;

import io.bulwark.policy.Problem;
import io.bulwark.proxy.config.ConfigParse;
import io.bulwark.proxy.config.ConfigReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads a configuration file from disk. */
final class Configuration {
    private static final long MAX_BYTES = 1 << 20;

    private Configuration() {}

    /** Paths in the file are taken from the folder that it lies in. */
    static ConfigParse read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                return refused("file must be at most " + MAX_BYTES + " bytes long, was " + Files.size(file));
            }
            var folder = file.toAbsolutePath().getParent();
            return ConfigReader.read(Files.readString(file), folder == null ? Path.of("/") : folder);
        } catch (NoSuchFileException _) {
            return refused("file does not exist");
        } catch (MalformedInputException _) {
            return refused("file must be UTF-8");
        } catch (IOException failure) {
            return refused("file cannot be read: " + failure.getMessage());
        }
    }

    private static ConfigParse refused(String why) {
        return new ConfigParse.Rejected(List.of(new Problem(Problem.Level.ERROR, 0, "", why)));
    }
}
