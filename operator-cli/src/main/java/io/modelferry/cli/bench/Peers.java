package io.modelferry.cli.bench;

import java.util.List;
import java.util.stream.Stream;

/** The programs that we are measured beside, each in the strongest setting that its manual knows. */
final class Peers {

    private static final int MIB = 1 << 20;
    static final int WHOLE_UP_TO_BYTES = 32 * MIB;
    static final int SLICE_BYTES = 8 * MIB;

    private static final String JBSDIFF_MAIN = "io.sigpipe.jbsdiff.ui.CLI";

    private Peers() {}

    static List<Peer> all(Programs programs) {
        return List.of(
                new SlicedPeer(bsdiff(programs), WHOLE_UP_TO_BYTES, SLICE_BYTES),
                new BestOf("xdelta3", List.of(xdelta3(programs, "djw"), xdelta3(programs, "lzma"))),
                zstd(programs),
                new ShortFilesPeer(jbsdiff(programs), WHOLE_UP_TO_BYTES),
                hdiffPatch(programs, "hdiff-m", "-m-1"),
                hdiffPatch(programs, "hdiff-s", "-s-64"),
                xz(programs));
    }

    /** @throws IllegalArgumentException naming what there is, if a name is not among it; {@code none} is nobody */
    static List<Peer> named(List<String> names, List<Peer> all) {
        var known = all.stream().map(Peer::name).toList();
        for (var name : names) {
            if (!known.contains(name) && !name.equals("none")) {
                throw new IllegalArgumentException(
                        "there is no peer '%s'; there are: %s, none".formatted(name, String.join(", ", known)));
            }
        }
        return all.stream().filter(peer -> names.contains(peer.name())).toList();
    }

    private static Peer bsdiff(Programs programs) {
        return new ProgramPeer("bsdiff", "bsdiff {old} {new} {patch}", "bspatch {old} {out} {patch}", programs);
    }

    /** The whole old file in its window; no names of files in the patch. */
    private static Peer xdelta3(Programs programs, String secondary) {
        return new ProgramPeer(
                "xdelta3",
                "xdelta3 -e -9 -S " + secondary + " -B 1073741824 -W 16777216 -I 0 -A= -f -s {old} {new} {patch}",
                "xdelta3 -d -B 1073741824 -f -s {old} {patch} {out}",
                programs);
    }

    /** With what it advises itself for the smallest patch, which may take it too long; then a milder level counts. */
    private static Peer zstd(Programs programs) {
        return new BestOf(
                "zstd",
                List.of(
                        zstd(programs, "--ultra -22 --single-thread --zstd=targetLength=4096,chainLog=30"),
                        zstd(programs, "-19")));
    }

    private static Peer zstd(Programs programs, String level) {
        return new ProgramPeer(
                "zstd",
                "zstd -q -f " + level + " --long=31 --patch-from={old} {new} -o {patch}",
                "zstd -q -f -d --long=31 --patch-from={old} {patch} -o {out}",
                programs);
    }

    private static Peer jbsdiff(Programs programs) {
        return new ProgramPeer(
                "jbsdiff",
                "jbsdiff diff {old} {new} {patch}",
                jbsdiff("diff", "{old}", "{new}", "{patch}"),
                jbsdiff("patch", "{old}", "{out}", "{patch}"),
                programs);
    }

    /** Its own main class in a JVM of its own; a program called jbsdiff where it is not on our class path. */
    private static Recipe jbsdiff(String... arguments) {
        var words = List.of(arguments);
        return hasJbsdiff()
                ? new Recipe(new ChildJvm("1g").command(JBSDIFF_MAIN, words))
                : new Recipe(Stream.concat(Stream.of("jbsdiff"), words.stream()).toList());
    }

    private static boolean hasJbsdiff() {
        return Peers.class.getClassLoader().getResource(JBSDIFF_MAIN.replace('.', '/') + ".class") != null;
    }

    private static Peer hdiffPatch(Programs programs, String name, String matching) {
        return new ProgramPeer(
                name,
                "hdiffz " + matching + " -c-lzma2-9-64m -f {old} {new} {patch}",
                "hpatchz -f {old} {patch} {out}",
                programs);
    }

    /** No base at all: what compression alone does. */
    private static Peer xz(Programs programs) {
        return new ProgramPeer("xz", "xz -9e -T1 -k -c {new}", "xz -d -k -c {patch}", programs);
    }
}
