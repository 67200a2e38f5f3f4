package io.modelferry.agent.enrolment;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The key that a device shows, as TLS asks for it; another one takes its place without a new connection. A key store in memory would do
 * the same after encrypting the key under an empty password and decrypting it again: 20,000 rounds of a hash at every start, for nothing.
 */
public final class DeviceKey extends X509ExtendedKeyManager {

    private record Held(String alias, PrivateKey key, X509Certificate[] chain) {}

    /** By alias; a handshake that began with the key before ends with it. */
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    private volatile Held shown;

    /** @param chain the device's certificate first */
    DeviceKey(PrivateKey key, X509Certificate... chain) {
        this.shown = new Held("device-1", key, chain.clone());
        held.put(shown.alias(), shown);
    }

    /** From the next handshake on. */
    synchronized void renew(PrivateKey key, X509Certificate certificate) {
        var chain = shown.chain().clone();
        chain[0] = certificate;
        var next = new Held("device-" + (held.size() + 1), key, chain);
        held.put(next.alias(), next);
        shown = next;
    }

    X509Certificate certificate() {
        return shown.chain()[0];
    }

    /** Issuer of {@link #certificate}. */
    X509Certificate ca() {
        return shown.chain()[shown.chain().length - 1];
    }

    private @Nullable String alias(String[] keyTypes) {
        var now = shown;
        return Arrays.asList(keyTypes).contains(now.key().getAlgorithm()) ? now.alias() : null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyTypes);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyTypes);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        var alias = alias(new String[] {keyType});
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        var asked = held.get(alias);
        return asked == null ? null : asked.chain().clone();
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        var asked = held.get(alias);
        return asked == null ? null : asked.key();
    }

    /** A device is nobody's server. */
    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }
}
