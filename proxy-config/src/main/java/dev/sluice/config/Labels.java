package dev.sluice.config;

import dev.sluice.config.LabelReader.Wish;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Adds to a configuration file what the labels of containers ask for. The file wins; a container whose labels are wrong, or clash
 * with what is there, leaves only itself out. Immutable; any thread.
 */
public final class Labels {

    /**
     * A file and labels together.
     *
     * @param complaints about labels, one sentence each
     */
    public record Joined(Config config, List<String> complaints) {
        /** Copies the list. */
        public Joined {
            complaints = List.copyOf(complaints);
        }
    }

    private final Config file;
    private final Values defaults;

    Labels(Config file, Values defaults) {
        this.file = file;
        this.defaults = defaults;
    }

    /** The file with the routes of these containers; where several ask for the same, they share one. */
    public Joined joinedBy(List<LabelledContainer> containers) {
        List<String> complaints = new ArrayList<>();
        List<Wish> wishes = new ArrayList<>();
        for (LabelledContainer container : sorted(containers)) {
            LabelReader reader = new LabelReader(container);
            Wish wish = reader.read(defaults, file.listen());
            complaints.addAll(reader.complaints());
            if (wish != null) {
                wishes.add(wish);
            }
        }
        DiscoveredSites sites = new DiscoveredSites(file, complaints);
        return new Joined(sites.join(wishes), complaints);
    }

    private static List<LabelledContainer> sorted(List<LabelledContainer> containers) {
        return containers.stream()
                .sorted(Comparator.comparing(LabelledContainer::name))
                .toList();
    }
}
