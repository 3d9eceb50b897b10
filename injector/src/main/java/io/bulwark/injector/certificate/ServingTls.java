package io.bulwark.injector.certificate;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** The TLS of a server whose certificate changes while it runs: each new connection gets the one of its moment. */
public final class ServingTls {
    private volatile Serving serving;
    private final SSLContext context;

    public ServingTls(Credential first) throws GeneralSecurityException {
        serving = new Serving(first, first);
        context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {new Keys()}, null, null);
        // A resumed session would go on with the certificate of before.
        context.getServerSessionContext().setSessionTimeout(60);
    }

    public SSLContext context() {
        return context;
    }

    public Credential current() {
        return serving.now();
    }

    /** Serves with this one from now on. */
    public synchronized void replace(Credential next) {
        serving = new Serving(next, serving.now());
    }

    /** The one before is kept for handshakes that have begun with it, which ask for its key and its chain one after the other. */
    private record Serving(Credential now, Credential before) {
        @Nullable
        Credential named(String alias) {
            if (alias.equals(alias(now))) {
                return now;
            }
            return alias.equals(alias(before)) ? before : null;
        }

        static String alias(Credential credential) {
            return credential.certificate().getSerialNumber().toString(16);
        }
    }

    private final class Keys extends X509ExtendedKeyManager {
        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
            return serverAlias(keyType);
        }

        @Override
        public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
            return serverAlias(keyType);
        }

        private @Nullable String serverAlias(String keyType) {
            var now = serving.now();
            return now.key().getAlgorithm().equals(keyType) ? Serving.alias(now) : null;
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            var named = serving.named(alias);
            return named == null ? null : named.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            var named = serving.named(alias);
            return named == null ? null : named.key();
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            var alias = serverAlias(keyType);
            return alias == null ? null : new String[] {alias};
        }

        @Override
        public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, Socket socket) {
            return null;
        }
    }
}
