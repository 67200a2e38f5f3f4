package io.modelferry.agent.tuf;

import static io.modelferry.protocol.tuf.Metadata.ROOT;
import static io.modelferry.protocol.tuf.Metadata.SNAPSHOT;
import static io.modelferry.protocol.tuf.Metadata.TARGETS;
import static io.modelferry.protocol.tuf.Metadata.TIMESTAMP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelferry.agent.testing.TufRepository;
import io.modelferry.agent.tuf.MetadataRefused.Reason;
import io.modelferry.protocol.trust.SigningKey;
import io.modelferry.protocol.tuf.PathScope.HashPrefixes;
import io.modelferry.protocol.tuf.RoleKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TUF 5.6.7: whom a device asks about a target, in which order, and whom it believes. */
class DelegationsTest {

    private static final byte[] BYTES = {1, 2, 3};

    private TufRepository repository;

    @BeforeEach
    void anEmptyRepository() {
        repository = new TufRepository();
    }

    /** Publishes every role that is listed, then everything above. */
    private TufDevice device(String... delegated) throws Exception {
        repository.publish(delegated);
        repository.publish(TARGETS, SNAPSHOT, TIMESTAMP);
        return new TufDevice(repository);
    }

    /** Delegations {@code from>to:pattern}, terminating with {@code !} before the pattern's colon. */
    @ParameterizedTest(name = "5.6.7 {0}: {2} is found after {3} were asked: {4}")
    @CsvSource({
        "one below, targets>A:*, f, A, false",
        "in order of appearance, targets>A:* targets>B:*, f, A B, false",
        "depth first, targets>A:* targets>B:* A>C:* A>D:*, f, A C D B, false",
        "deeper first, targets>A:* targets>B:* A>C:* C>D:*, f, A C D B, false",
        "only on covering ways, targets>A:*.py targets>B:* A>C:*, f, B, false",
        "covered on the whole way, targets>A:* targets>B:* A>C:*.py C>D:*, f, A B, false",
        "terminating ends all but what is below it, targets>A:* targets>B:* A>C!:* A>D:* C>E:*, f, A C E, false",
        "before a terminating one, targets>A:* targets>B!:* targets>C:*, f, A B, false",
        "terminating but not covering, targets>A!:*.py targets>B:*, f, B, false",
        "cycles, targets>A:* targets>B:* B>C:* C>D:* D>B:*, f, A B C D, false",
        "two ways to one, targets>A:* targets>B:* B>C:* A>C:*, f, A C B, false",
        "a star is no slash, targets>A:* targets>B:x/*, x/f, B, false",
        "named at the top, targets>A:* targets=f, f, '', true",
        "named by the first that names it, targets>A:* targets>B:* A=f B=f, f, A, true",
        "named below, targets>A:* targets>B:* A>C:* C=f, f, A C, true",
        "named by one that may not, targets>A:*.py A=f, f, '', false"
    })
    void asksInOrder(String name, String graph, String target, String asked, boolean found) throws Exception {
        var roles = build(graph);
        var device = device(roles.toArray(String[]::new));
        var refreshed = device.refresh();
        repository.requests.clear();

        assertThat(refreshed.find(target).isPresent()).isEqualTo(found);

        assertThat(repository.requests)
                .containsExactlyElementsOf(Arrays.stream(asked.split(" "))
                        .filter(role -> !role.isEmpty())
                        .map(role -> "1." + role + ".json")
                        .toList());
    }

    private LinkedHashSet<String> build(String graph) {
        var roles = new LinkedHashSet<String>();
        for (var part : graph.split(" ")) {
            if (part.contains("=")) {
                repository.add(part.split("=")[0], part.split("=")[1], BYTES);
            } else {
                var ends = part.split("[>:]");
                var to = ends[1].replace("!", "");
                repository.delegate(ends[0], to, ends[1].endsWith("!"), ends[2]);
                roles.add(to);
            }
        }
        return roles;
    }

    @Test
    @DisplayName("5.6.7.1 asks thirty-two delegated roles and no more")
    void asksNoMoreThanThirtyTwo() throws Exception {
        var names = IntStream.range(0, 40).mapToObj(i -> "r" + i).toArray(String[]::new);
        for (var name : names) {
            repository.delegate(TARGETS, name, false, "*");
        }
        repository.add("r31", "last", BYTES);
        repository.add("r32", "beyond", BYTES);
        var refreshed = device(names).refresh();

        assertThat(refreshed.find("last")).isPresent();
        repository.requests.clear();
        assertThat(refreshed.find("beyond")).isEmpty();
        assertThat(repository.requests).as("all kept from the search before").isEmpty();
    }

    @Test
    @DisplayName("5.6.7 asks bins by the hash of the path")
    void asksTheBinOfThePathsHash() throws Exception {
        for (var bin : List.of("0", "a")) {
            var keys = repository.role("bin-" + bin).keys.stream()
                    .map(key -> io.modelferry.protocol.tuf.Key.of(key.publicHalf()))
                    .toList();
            repository.delegate(TARGETS, "bin-" + bin, true, new HashPrefixes(List.of(bin)), new RoleKeys(keys, 1));
        }
        repository.add("bin-a", "file.txt", BYTES); // SHA-256 begins with aadf
        var refreshed = device("bin-0", "bin-a").refresh();
        repository.requests.clear();

        assertThat(refreshed.find("file.txt")).isPresent();
        assertThat(repository.requests).containsExactly("1.bin-a.json");
    }

    @Test
    @DisplayName("5.6.1 ends the search at a role that the snapshot does not list, without asking for it")
    void refusesARoleThatTheSnapshotDoesNotList() throws Exception {
        repository.delegate(TARGETS, "A", false, "*");
        var device = device();
        var refreshed = device.refresh();
        repository.requests.clear();

        refuses(refreshed, "f", "5.6.1", Reason.ABSENT);

        assertThat(repository.requests).isEmpty();
        assertThat(device.kept("A")).isNull();
    }

    @Test
    @DisplayName("5.6.3 refuses a delegated role that the delegated keys have not signed")
    void refusesADelegatedRoleByAnotherKey() throws Exception {
        repository.delegate(TARGETS, "A", false, "*");
        repository.role("A").signers = List.of(SigningKey.generate());
        repository.add("A", "f", BYTES);
        var device = device("A");

        refuses(device.refresh(), "f", "5.6.3", Reason.NOT_SIGNED);

        assertThat(device.kept("A")).isNull();
    }

    @Test
    @DisplayName("5.6.3 refuses a delegated role below its threshold, accepts it at its threshold")
    void countsTheDelegatedThreshold() throws Exception {
        var role = repository.role("A");
        role.keys = new ArrayList<>(List.of(SigningKey.generate(), SigningKey.generate()));
        role.threshold = 2;
        repository.delegate(TARGETS, "A", false, "*");
        repository.add("A", "f", BYTES);
        assertThat(device("A").refresh().find("f")).isPresent();

        role.signers = role.keys.subList(0, 1);
        refuses(device("A").refresh(), "f", "5.6.3", Reason.NOT_SIGNED);
    }

    @Test
    @DisplayName("5.6.3 proves a role anew on every way to it")
    void provesARoleAnewOnEveryWayToIt() throws Exception {
        repository.delegate(TARGETS, "A", true, "a/*");
        repository.delegate(TARGETS, "B", true, "b/*");
        var shared = repository.role("shared");
        var mine = shared.keys;
        repository.delegate("A", "shared", false, "a/*");
        shared.keys = new ArrayList<>(List.of(SigningKey.generate()));
        repository.delegate("B", "shared", false, "b/*");
        shared.signers = mine;
        repository.add("shared", "a/f", BYTES);
        repository.add("shared", "b/f", BYTES);
        var refreshed = device("shared", "A", "B").refresh();

        assertThat(refreshed.find("a/f")).isPresent();
        refuses(refreshed, "b/f", "5.6.3", Reason.NOT_SIGNED);
    }

    @Test
    @DisplayName("5.6.2, 5.6.4, 5.6.5 hold for delegated roles too")
    void refusesADelegatedRoleThatIsNotTheListedOneOrHasExpired() throws Exception {
        repository.delegate(TARGETS, "A", false, "*");
        repository.expires("A", Duration.ofDays(1));
        repository.add("A", "f", BYTES);
        var device = device("A");
        assertThat(device.refresh().find("f")).isPresent();

        device.clock.move(Duration.ofDays(1));
        refuses(device.refresh(), "f", "5.6.5", Reason.EXPIRED);

        var good = repository.expires("A", Duration.ofDays(30)).bytes("A");
        repository.publish("A", SNAPSHOT, TIMESTAMP);
        var same = new byte[repository.bytes("A").length];
        repository.tamper("A", bytes -> same);
        refuses(device.refresh(), "f", "5.6.2", Reason.MISMATCH);

        repository.hashed = false;
        repository.publish("A", SNAPSHOT, TIMESTAMP);
        repository.tamper("A", bytes -> good);
        refuses(device.refresh(), "f", "5.6.4", Reason.MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "#", "/role", "../role", "..", "a b", "naïve", "%2e%2e", "root.json"})
    @DisplayName("a delegated role's name is an address and a file, whatever stands in it")
    void quotesTheNameOfARole(String name) throws Exception {
        repository.delegate(TARGETS, name, false, "*");
        repository.add(name, "f", BYTES);
        repository.publish(name);
        repository.serve("1." + Names.quoted(name) + ".json", repository.bytes(name));
        repository.publish(TARGETS, SNAPSHOT, TIMESTAMP);
        var device = new TufDevice(repository);

        assertThat(device.refresh().find("f")).isPresent();

        assertThat(device.kept(name)).isEqualTo(repository.bytes(name));
        assertThat(device.disk.peekEntries(TufDevice.FOLDER)).hasSize(5);
        assertThat(device.kept(ROOT)).isEqualTo(repository.bytes(ROOT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "timestamp", "snapshot", "targets", ""})
    @DisplayName("no delegated role can take the name of a top-level one")
    void refusesTheNameOfATopLevelRole(String name) {
        assertThatThrownBy(() -> repository.delegate(TARGETS, name, false, "*"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesARoleWhoseNameNoFileCanHave() throws Exception {
        var name = "n".repeat(Names.MAX_FILE_NAME + 1);
        repository.delegate(TARGETS, name, false, "*");

        refuses(device(name).refresh(), "f", "5.6.6", Reason.TOO_LONG);
    }

    private static void refuses(Refreshed refreshed, String path, String clause, Reason reason) {
        var refused = catchThrowableOfType(MetadataRefused.class, () -> refreshed.find(path));

        assertThat(refused).as("nothing was refused").isNotNull();
        assertThat(refused)
                .extracting(MetadataRefused::clause, MetadataRefused::reason)
                .containsExactly(clause, reason);
    }
}
