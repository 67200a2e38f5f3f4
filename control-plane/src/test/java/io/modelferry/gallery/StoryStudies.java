package io.modelferry.gallery;

import static io.modelferry.gallery.Story.version;

import io.modelferry.control.optimisation.Studies;
import io.modelferry.optimizer.profile.Profile;
import io.modelferry.optimizer.profile.Profile.NodeCost;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Version 3 was profiled and held beside its teacher; a node of it has a hostile name. */
@Component
class StoryStudies implements Studies {

    private final Story story;

    StoryStudies(Story story) {
        this.story = story;
    }

    @Override
    public Optional<ProfileView> profile(ModelName model, VersionName version) {
        return version.equals(version(3))
                ? Optional.of(new ProfileView(profile(), 7, story.ago(Duration.ofMinutes(2))))
                : Optional.empty();
    }

    @Override
    public Optional<TeacherView> teacher(ModelName model, VersionName version) {
        return version.equals(version(3))
                ? Optional.of(new TeacherView(StoryLineages.TEACHER, "DONE", "", 0.984, 0.9971, 0.989, 0.982))
                : Optional.empty();
    }

    private static Profile profile() {
        var nodes = new ArrayList<NodeCost>();
        for (int block = 0; block < 4; block++) {
            var at = "/features/block." + block + "/";
            nodes.add(new NodeCost(at + "conv/Conv", "Conv", 90 - 17 * block, 9_216L << block, 60_000, 1_200_000));
            nodes.add(new NodeCost(at + "norm/Relu", "Relu", 6, 0, 40_000, 10_000));
            nodes.add(new NodeCost(at + "pool/MaxPool", "MaxPool", 9 - block, 0, 30_000, 8_000));
        }
        nodes.add(new NodeCost("/digit/MatMul", "MatMul", 41, 131_072, 140_000, 65_000));
        nodes.add(new NodeCost("/digit/bias/Add", "Add", 1.2, 40, 160, 10));
        nodes.add(new NodeCost(Story.HOSTILE, "Softmax", 2.3, 0, 80, 40));
        return new Profile(20, nodes);
    }
}
