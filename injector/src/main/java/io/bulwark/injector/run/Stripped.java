package io.bulwark.injector.run;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an informer remembers: of each object only what is needed to tell it from others. */
final class Stripped<T extends HasMetadata> implements ItemStore<T> {
    private final UnaryOperator<T> strip;
    private final Map<String, T> items = new ConcurrentHashMap<>();

    Stripped(UnaryOperator<T> strip) {
        this.strip = strip;
    }

    @Override
    public String getKey(T item) {
        var meta = item.getMetadata();
        return meta.getNamespace() == null ? meta.getName() : meta.getNamespace() + "/" + meta.getName();
    }

    @Override
    public @Nullable T put(String key, T item) {
        return items.put(key, strip.apply(item));
    }

    @Override
    public @Nullable T remove(String key) {
        return items.remove(key);
    }

    @Override
    public Stream<String> keySet() {
        return items.keySet().stream();
    }

    @Override
    public Stream<T> values() {
        return items.values().stream();
    }

    @Override
    public int size() {
        return items.size();
    }

    @Override
    public @Nullable T get(String key) {
        return items.get(key);
    }

    @Override
    public boolean isFullState() {
        return false;
    }
}
