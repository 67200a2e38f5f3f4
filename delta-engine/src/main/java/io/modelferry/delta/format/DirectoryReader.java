package io.modelferry.delta.format;

import io.modelferry.delta.ElementType;
import io.modelferry.delta.MalformedDelta;
import io.modelferry.delta.codec.Codec;
import io.modelferry.delta.codec.ZstdFrames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a directory from outside. Every count and length is held against a limit and against what the prologue promised before
 * anything is allocated for it, so that what comes out can be applied without a further look.
 *
 * @see <a href="../docs/delta-format.md#directory">docs/delta-format.md, section 4</a>
 */
final class DirectoryReader {

    private final FieldReader in;
    private final Prologue prologue;
    private int expectedBase;
    private int chunks;
    private long stored;
    private long moved;

    private DirectoryReader(FieldReader in, Prologue prologue) {
        this.in = in;
        this.prologue = prologue;
    }

    static Directory read(FieldReader in, Prologue prologue) throws MalformedDelta {
        return new DirectoryReader(in, prologue).directory();
    }

    private Directory directory() throws MalformedDelta {
        var extents = new ArrayList<Extent>();
        var sections = sections(extents);
        var target = new Layout(prologue.targetBytes(), extents);
        var base = base(target);
        requireBases(sections, base);
        var graph = graph(base, target);
        in.end();
        if (stored != prologue.bodyBytes()) {
            throw in.malformed("chunks of " + stored + " bytes in a body of " + prologue.bodyBytes());
        }
        return new Directory(base, target, graph, sections);
    }

    private List<Section> sections(List<Extent> extents) throws MalformedDelta {
        int count = count("sections");
        var sections = new ArrayList<Section>(count);
        long end = 0;
        for (int i = 0; i < count; i++) {
            end += in.varint("gap", 0, prologue.targetBytes() - end);
            var section = section(prologue.targetBytes() - end);
            extents.add(new Extent(end, section.length()));
            sections.add(section);
            end += section.length();
        }
        return sections;
    }

    private Section section(long maxBytes) throws MalformedDelta {
        long length = in.varint("section length", 1, maxBytes);
        var codec = codec();
        var type = type();
        var match = match();
        var name = in.text(FormatLimits.MAX_NAME_BYTES);
        int baseIndex = codec.readsBase() ? baseIndex() : Section.NO_BASE;
        return coded(name, type, length, codec, match, baseIndex);
    }

    private Layout base(Layout target) throws MalformedDelta {
        return switch (in.unsignedByte()) {
            case DirectoryWriter.BASE_CUT_LISTED -> new Layout(prologue.baseBytes(), baseExtents());
            case DirectoryWriter.BASE_CUT_LIKE_TARGET -> likeTarget(target);
            default -> throw in.malformed("no such way to cut the base");
        };
    }

    private List<Extent> baseExtents() throws MalformedDelta {
        int count = count("base extents");
        var extents = new ArrayList<Extent>(count);
        long end = 0;
        for (int i = 0; i < count; i++) {
            long from = end + in.varint("base gap", 0, prologue.baseBytes() - end);
            long length = in.varint("base extent", 1, prologue.baseBytes() - from);
            extents.add(new Extent(from, length));
            end = from + length;
        }
        return extents;
    }

    private Layout likeTarget(Layout target) throws MalformedDelta {
        var extents = target.extents();
        if (!extents.isEmpty() && extents.getLast().end() > prologue.baseBytes()) {
            throw in.malformed("the base is too short to be cut like the target");
        }
        return new Layout(prologue.baseBytes(), extents);
    }

    private void requireBases(List<Section> sections, Layout base) throws MalformedDelta {
        for (var section : sections) {
            if (!section.codec().readsBase()) {
                continue;
            }
            if (section.baseIndex() >= base.extents().size()) {
                throw in.malformed("base extent " + section.baseIndex() + " of "
                        + base.extents().size());
            }
            requireLength(section, base.extents().get(section.baseIndex()).length());
        }
    }

    private @Nullable Section graph(Layout base, Layout target) throws MalformedDelta {
        long length = target.graphBytes();
        if (length == 0) {
            return null;
        }
        if (length > FormatLimits.MAX_PIECE_BYTES) {
            throw in.malformed("a graph of " + length + " bytes");
        }
        var codec = codec();
        if (codec != Codec.SAME && codec != Codec.LITERAL && codec != Codec.BYTES) {
            throw in.malformed("a graph is not coded as " + codec.label());
        }
        int baseIndex = codec.readsBase() ? Section.BASE_GRAPH : Section.NO_BASE;
        var graph = coded(Section.GRAPH, ElementType.BYTES, length, codec, Match.NONE, baseIndex);
        requireLength(graph, base.graphBytes());
        return graph;
    }

    private void requireLength(Section section, long baseBytes) throws MalformedDelta {
        if (section.codec().needsEqualLengths() && section.length() != baseBytes) {
            throw in.malformed("%s: %d bytes against %d of the base"
                    .formatted(section.codec().label(), section.length(), baseBytes));
        }
    }

    private Section coded(String name, ElementType type, long length, Codec codec, Match match, int baseIndex)
            throws MalformedDelta {
        var lengths = chunks(codec, type, length);
        var runnerUp = codec == Codec.SAME ? null : runnerUp();
        return new Section(name, type, length, codec, match, baseIndex, lengths, runnerUp);
    }

    private List<Integer> chunks(Codec codec, ElementType type, long length) throws MalformedDelta {
        if (codec == Codec.BYTES) {
            requireWithinPatience(length);
        }
        long count = Section.chunkCount(codec, type, length);
        if (count > in.remaining() || chunks + count > FormatLimits.MAX_CHUNKS) {
            throw in.malformed(count + " chunks");
        }
        chunks += (int) count;
        int chunkBytes = Section.chunkBytes(codec, type);
        var lengths = new ArrayList<Integer>((int) count);
        for (long left = length; lengths.size() < count; left -= chunkBytes) {
            long max = ZstdFrames.maxStoredBytes(Math.min(left, chunkBytes));
            int bytes = (int) in.varint("chunk", 1, Math.min(max, prologue.bodyBytes() - stored));
            lengths.add(bytes);
            stored += bytes;
        }
        return lengths;
    }

    private void requireWithinPatience(long length) throws MalformedDelta {
        if (length > FormatLimits.MAX_PIECE_BYTES) {
            throw in.malformed("bytes of " + length + " at one go");
        }
        moved += length;
        if (moved > FormatLimits.MAX_MOVED_BYTES) {
            throw in.malformed("more than " + FormatLimits.MAX_MOVED_BYTES + " bytes coded as bytes");
        }
    }

    private @Nullable RunnerUp runnerUp() throws MalformedDelta {
        int id = in.unsignedByte();
        if (id == DirectoryWriter.NO_RUNNER_UP) {
            return null;
        }
        return new RunnerUp(codec(id), in.varint());
    }

    private int count(String what) throws MalformedDelta {
        int max = Math.min(FormatLimits.MAX_SECTIONS, in.remaining());
        return (int) in.varint(what, 0, max);
    }

    private int baseIndex() throws MalformedDelta {
        long index = expectedBase + in.signedVarint();
        if (index < 0 || index >= FormatLimits.MAX_SECTIONS) {
            throw in.malformed("base extent " + index);
        }
        expectedBase = (int) index + 1;
        return (int) index;
    }

    private Codec codec() throws MalformedDelta {
        return codec(in.unsignedByte());
    }

    private Codec codec(int id) throws MalformedDelta {
        var codec = Codec.ofId(id);
        if (codec == null) {
            throw in.malformed("no codec " + id);
        }
        return codec;
    }

    private ElementType type() throws MalformedDelta {
        int code = in.unsignedByte();
        var type = ElementType.ofCode(code);
        if (type == null) {
            throw in.malformed("no element type " + code);
        }
        return type;
    }

    private Match match() throws MalformedDelta {
        int id = in.unsignedByte();
        var match = Match.ofId(id);
        if (match == null) {
            throw in.malformed("no match " + id);
        }
        return match;
    }
}
