package io.modelferry.control.platform;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Every setting of the control plane's own, read once at start. A name below {@code modelferry.} that stands nowhere here
 * refuses to start. Also by environment: {@code modelferry.database.url} is {@code MODELFERRY_DATABASE_URL}.
 *
 * @param data folder for everything that must outlive a restart
 */
@Validated
@ConfigurationProperties(prefix = "modelferry", ignoreUnknownFields = false)
public record ModelferryConfiguration(
        @DefaultValue(".ferry") Path data,
        @DefaultValue @Valid Database database,
        @DefaultValue @Valid Mqtt mqtt,
        @DefaultValue @Valid Devices devices,
        @DefaultValue @Valid Trust trust,
        @DefaultValue @Valid Registry registry,
        @DefaultValue @Valid Optimisation optimisation,
        @DefaultValue @Valid Delta delta,
        @DefaultValue @Valid Rollout rollout,
        @DefaultValue @Valid Telemetry telemetry,
        @DefaultValue @Valid Experiment experiment,
        @DefaultValue @Valid Audit audit,
        @DefaultValue @Valid Oidc oidc,
        @DefaultValue @Valid Webhooks webhooks) {

    /**
     * @param url JDBC URL of a PostgreSQL ≥ 15; blank starts the embedded one in {@code <data>/postgres}
     * @param username of the external database
     * @param password of the external database
     * @param embeddedPort of the embedded one on loopback; 0 takes a free one
     */
    public record Database(
            @DefaultValue("") String url,
            @DefaultValue("modelferry") String username,
            @DefaultValue("") String password,
            @DefaultValue("0") @Min(0) @Max(65535) int embeddedPort) {

        public boolean embedded() {
            return url.isBlank();
        }

        @Override
        public String toString() {
            return "Database[url=" + url + ", username=" + username + ", password=…]";
        }
    }

    /**
     * @param url of an MQTT 5 broker ({@code ssl://host:8883}); blank starts the embedded one
     * @param port of the embedded broker
     * @param bindAddress where the embedded broker listens
     * @param publicUrl what devices are told at enrolment; blank derives it from {@code devices.public-host} and the port
     * @param crlFile where a broker of your own reads which certificates open nothing any more: written here, in PEM; blank: nowhere
     * @param replica where several control planes share one broker: a number of its own for each, from 1
     */
    public record Mqtt(
            @DefaultValue("") String url,
            @DefaultValue("8883") @Min(0) @Max(65535) int port,
            @DefaultValue("127.0.0.1") String bindAddress,
            @DefaultValue("") String publicUrl,
            @DefaultValue("") String crlFile,
            @DefaultValue("1") @Min(1) @Max(4) int replica) {

        public boolean embedded() {
            return url.isBlank();
        }
    }

    /**
     * @param port where devices speak HTTPS with client certificates
     * @param bindAddress where that port listens
     * @param publicHost the name that devices reach this control plane by; it stands in the server's certificate
     * @param certificateLifetime of a device's client certificate
     * @param joinFile where the first start writes a join string for machines that enrol by themselves; blank writes none
     */
    public record Devices(
            @DefaultValue("8443") @Min(0) @Max(65535) int port,
            @DefaultValue("127.0.0.1") String bindAddress,
            @DefaultValue("127.0.0.1") String publicHost,
            @DefaultValue("90d") @NotNull Duration certificateLifetime,
            @DefaultValue("") String joinFile,
            @DefaultValue @Valid Pending pending) {

        /**
         * @param always whether every new device waits until an operator accepts it, whatever its token says
         * @param ttl how long it waits; without a decision until then it needs another token
         * @param max how many may wait at once, those refused within their time included; more are told to come back
         * @param askAgain how often a waiting device asks
         */
        public record Pending(
                @DefaultValue("false") boolean always,

                @DefaultValue("7d") @NotNull @DurationMin(minutes = 1)
                Duration ttl,

                @DefaultValue("1000") @Min(1) @Max(10_000) int max,

                @DefaultValue("15s") @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 1)
                Duration askAgain) {}
    }

    /**
     * @param targets where the keys of root and targets are: {@code embedded}, in the data folder, or {@code offline}, with people who sign by {@code ferry sign}
     * @param root with {@code offline}: file of the root that {@code ferry keys init} made, taken at start if it is newer; blank: it is sent to the server
     */
    public record Trust(
            @DefaultValue("embedded") Place targets,
            @DefaultValue("") String root) {

        public enum Place {
            EMBEDDED,
            OFFLINE
        }
    }

    /**
     * @param maxModelSize a longer upload is refused with 413; at most 2 GiB
     * @param quota bytes that may be stored in all; an upload beyond it is refused with 413; 0 is no limit
     * @param modelQuota the same for the versions and variants of one model
     * @param collectAfter stored bytes go when nobody has needed them for so long; not below a minute
     * @param aliasApproval moves of aliases that wait for a second person
     */
    public record Registry(
            @DefaultValue("2GB") @NotNull DataSize maxModelSize,
            @DefaultValue("100GB") @NotNull DataSize quota,
            @DefaultValue("50GB") @NotNull DataSize modelQuota,

            @DefaultValue("1d") @NotNull @DurationMin(minutes = 1)
            Duration collectAfter,

            @DefaultValue @Valid AliasApproval aliasApproval) {

        /**
         * @param required whether a move of one of these aliases waits until somebody else, with the role APPROVER, agrees to it
         * @param aliases which ones, of every model
         * @param expiresAfter a move that waited so long is not made any more; not below a minute
         */
        public record AliasApproval(
                @DefaultValue("false") boolean required,
                @DefaultValue("production") @NotEmpty List<String> aliases,

                @DefaultValue("3d") @NotNull @DurationMin(minutes = 1)
                Duration expiresAfter) {

            public AliasApproval {
                aliases = List.copyOf(aliases);
            }
        }
    }

    /**
     * @param techniques which variants every version is made into, besides those that a device class prefers
     * @param maxAccuracyDrop a variant that loses more on the acceptance set is not offered, 0…1; without labels, one that answers more cases otherwise
     * @param maxWorstClassDrop the same for the class that loses most, 0…1; empty asks for nothing
     * @param minCosine least cosine of a variant's outputs with the published file's; empty asks for nothing
     * @param acceptanceMargin how far below the measured accuracy a device may find a model before it refuses it, 0…1
     * @param classes what is known of each device class, by name; without any, class {@code constrained} prefers int8-dynamic
     * @param parallel how many variants are made at once; more than one disturb each other's latency
     * @param workerHeap Java heap of the process that makes or measures one variant; about three times the model
     * @param workerMemory most memory of that process as a whole, before it is ended; watched where there is /proc
     * @param workerTime longest time of that process, before it is ended
     */
    public record Optimisation(
            @DefaultValue("int8-dynamic") List<String> techniques,

            @DefaultValue("0.01") @DecimalMin("0") @DecimalMax("1")
            double maxAccuracyDrop,

            @DecimalMin("0") @DecimalMax("1") @Nullable Double maxWorstClassDrop,

            @DecimalMin("-1") @DecimalMax("1") @Nullable Double minCosine,

            @DefaultValue("0.02") @DecimalMin("0") @DecimalMax("1")
            double acceptanceMargin,

            @DefaultValue Map<String, @Valid DeviceClass> classes,
            @DefaultValue("1") @Min(1) @Max(16) int parallel,
            @DefaultValue("1GB") @NotNull DataSize workerHeap,
            @DefaultValue("3GB") @NotNull DataSize workerMemory,
            @DefaultValue("10m") @NotNull Duration workerTime) {

        public Optimisation {
            techniques = List.copyOf(techniques);
            classes = classes.isEmpty()
                    ? Map.of("constrained", DeviceClass.preferring("int8-dynamic"))
                    : Map.copyOf(classes);
        }

        /**
         * What the devices of a class have in common.
         *
         * @param prefers variants, the most wanted first; what none of them is falls back to the published file
         * @param architecture for example {@code x86_64} or {@code aarch64}; empty if they differ
         * @param providers execution providers of ONNX Runtime, for example {@code CUDA}; empty is the CPU alone
         * @param cpuFlags as the kernel names them, for example {@code avx512_vnni}; empty if they are not known
         * @param memory that a model may take; empty for no limit
         * @param maxLatency at the 95th percentile; empty for no limit
         */
        public record DeviceClass(
                @DefaultValue List<String> prefers,
                @DefaultValue("") String architecture,
                @DefaultValue List<String> providers,
                @DefaultValue List<String> cpuFlags,
                @Nullable DataSize memory,
                @Nullable Duration maxLatency) {

            /** A class of which nothing is known. */
            public static final DeviceClass ANY = preferring();

            public DeviceClass {
                prefers = List.copyOf(prefers);
                providers = List.copyOf(providers);
                cpuFlags = List.copyOf(cpuFlags);
            }

            static DeviceClass preferring(String... variants) {
                return new DeviceClass(List.of(variants), "", List.of(), List.of(), null, null);
            }
        }
    }

    /**
     * @param bases how many earlier versions get a delta to a new one
     * @param maxShare a delta above this share of the full file is not offered, 0…1
     */
    public record Delta(
            @DefaultValue("3") @Min(0) @Max(50) int bases,

            @DefaultValue("0.95") @DecimalMin("0") @DecimalMax("1")
            double maxShare) {}

    /**
     * @param tick how often rollouts are looked at
     * @param evaluateEvery how long a running stage may stand worse in the field before it goes back; it is judged twice as often
     * @param goalLifetime how long a goal may be acted on; renewed before it ends
     * @param approveAbove a rollout to more devices needs a second person's approval; -1 asks for none by itself
     * @param fourEyes who made a rollout may not approve a stage of it whose gate asks a person
     * @param lease how long a control plane that stands still keeps its rollouts, and the rows that it holds, from others
     */
    public record Rollout(
            @DefaultValue("1s") @NotNull Duration tick,
            @DefaultValue("10s") @NotNull Duration evaluateEvery,
            @DefaultValue("7d") @NotNull Duration goalLifetime,
            @DefaultValue("100") @Min(-1) int approveAbove,
            @DefaultValue("true") boolean fourEyes,

            @DefaultValue("30s") @NotNull @DurationMin(seconds = 1)
            Duration lease) {}

    /**
     * @param retention of raw windows
     * @param rollUpRetention of sums by minute, hour and day: thirteen months
     * @param rollUpEvery how often windows are summed
     * @param statsEvery how often the retained statistics for dashboards are published
     * @param maxWindowsPerMinute of one device; more are refused
     */
    public record Telemetry(
            @DefaultValue("14d") @NotNull Duration retention,
            @DefaultValue("400d") @NotNull Duration rollUpRetention,
            @DefaultValue("10s") @NotNull Duration rollUpEvery,
            @DefaultValue("5s") @NotNull Duration statsEvery,
            @DefaultValue("600") @Min(1) int maxWindowsPerMinute) {}

    /** @param lookEvery how often running experiments are looked at */
    public record Experiment(@DefaultValue("10s") @NotNull Duration lookEvery) {}

    /**
     * @param chainEvery how often new entries of the audit trail get their place in the chain
     * @param checkpointEvery how often the end of the chain is signed into {@code <data>/audit/checkpoints.jsonl}, if it moved
     */
    public record Audit(
            @DefaultValue("1s") @NotNull Duration chainEvery,
            @DefaultValue("5m") @NotNull Duration checkpointEvery) {}

    /**
     * @param issuer of the OpenID provider that operators come from, exactly as it calls itself; {@code https}, or {@code http} on loopback; blank: there is none
     * @param clientId under which the provider knows the console; blank: nobody signs in to the console by it
     * @param clientSecret of that client; blank: a public client, by PKCE alone
     * @param audience that an access token must be meant for to be taken by the API; blank: the API takes none
     * @param scopes that the console asks for; {@code openid} is one of them
     * @param nameClaim who somebody is, in the audit trail as {@code oidc:<name>}; take only a claim that people cannot choose for themselves
     * @param groupsClaim the claim with roles or groups; a dot leads into an object ({@code realm_access.roles})
     * @param roles which values of that claim give which role; no value, no entry
     * @param label what the provider is called on the button of the sign-in page
     * @param sessionLifetime after so long one signs in again, however busy the session; what the provider takes away ends then
     */
    public record Oidc(
            @DefaultValue("")
            @Pattern(
                    regexp = "|https://.+|http://(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d+)?(/.*)?",
                    message = "must begin with https://")
            String issuer,

            @DefaultValue("") String clientId,
            @DefaultValue("") String clientSecret,
            @DefaultValue("") String audience,
            @DefaultValue("openid") @NotEmpty List<String> scopes,
            @DefaultValue("sub") @NotBlank String nameClaim,
            @DefaultValue("groups") @NotBlank String groupsClaim,
            @DefaultValue Map<String, List<String>> roles,
            @DefaultValue("your organisation") String label,

            @DefaultValue("8h") @NotNull @DurationMin(minutes = 1)
            Duration sessionLifetime) {

        public Oidc {
            scopes = List.copyOf(scopes);
            roles = Map.copyOf(roles);
        }

        public boolean on() {
            return !issuer.isBlank();
        }

        /** Whether the console takes people from there. */
        public boolean console() {
            return on() && !clientId.isBlank();
        }

        /** Whether the API takes its access tokens. */
        public boolean api() {
            return on() && !audience.isBlank();
        }

        @Override
        public String toString() {
            return "Oidc[issuer=" + issuer + ", clientId=" + clientId + ", clientSecret=…]";
        }
    }

    /**
     * @param allowPrivate whether webhooks may go to private and loopback addresses; link-local, metadata and multicast ones never
     * @param allowHttp whether webhooks may go without TLS, to loopback only
     * @param timeout of one attempt, from the connection to the answer's first line; at most 30 s
     */
    public record Webhooks(
            @DefaultValue("false") boolean allowPrivate,
            @DefaultValue("false") boolean allowHttp,

            @DefaultValue("15s") @NotNull @DurationMin(seconds = 1) @DurationMax(seconds = 30)
            Duration timeout) {}
}
