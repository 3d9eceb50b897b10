package io.bulwark.proxy.control;

import io.bulwark.policy.handout.ControlMessage;
import io.bulwark.policy.handout.Handout;
import io.bulwark.policy.handout.HandoutChange;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** The last good handout and the newest authorities, kept in a folder that outlives the container. */
final class HandoutStore {
    private static final System.Logger LOG = System.getLogger(HandoutStore.class.getName());
    private static final String HANDOUT = "handout.json";
    private static final String AUTHORITIES = "authorities.pem";
    private static final int MAX_AUTHORITIES = 1 << 20;

    private final Optional<Path> folder;
    private final Room room;

    /** @param folder without one nothing is kept */
    HandoutStore(Optional<Path> folder, Room room) {
        this.folder = folder;
        this.room = room;
    }

    /** What was kept; empty when there is nothing, or it is not what was written. */
    Optional<Handout> handout() {
        return read(HANDOUT, 4L * room.all()).flatMap(text -> {
            try {
                return ControlMessage.read(text, room.all()) instanceof ControlMessage.Change(var change, var _)
                        ? change.on(Handout.nothing())
                        : Optional.empty();
            } catch (IllegalArgumentException fault) {
                LOG.log(Level.WARNING, () -> "the kept policy cannot be read: " + fault.getMessage());
                return Optional.empty();
            }
        });
    }

    /** Authorities that the control plane told of after the ones that this proxy was made with. */
    Optional<String> authorities() {
        return read(AUTHORITIES, MAX_AUTHORITIES);
    }

    void keep(Handout handout) {
        write(HANDOUT, new ControlMessage.Change(HandoutChange.between(Handout.nothing(), handout)).shortLine());
    }

    void keepAuthorities(String pem) {
        write(AUTHORITIES, pem);
    }

    private Optional<String> read(String name, long most) {
        var file = folder.map(each -> each.resolve(name)).filter(Files::isRegularFile);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (Files.size(file.get()) > most) {
                return Optional.empty();
            }
            return Optional.of(Files.readString(file.get()));
        } catch (IOException fault) {
            LOG.log(Level.WARNING, () -> file.get() + " cannot be read: " + fault);
            return Optional.empty();
        }
    }

    private void write(String name, String text) {
        if (folder.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(folder.get());
            var next = folder.get().resolve(name + ".next");
            Files.write(next, text.getBytes(StandardCharsets.UTF_8));
            Files.move(
                    next,
                    folder.get().resolve(name),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException fault) {
            LOG.log(
                    Level.WARNING,
                    () -> name + " cannot be kept: a restart without a control plane will not have it: " + fault);
        }
    }
}
