package dev.sluice.config;

import dev.sluice.config.LabelReader.Wish;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    private final Map<HostPattern, Values> sites;

    /** {@code sites}: what the routes of each site of the file inherit; of other sites they inherit {@code defaults}. */
    Labels(Config file, Values defaults, Map<HostPattern, Values> sites) {
        this.file = file;
        this.defaults = defaults;
        this.sites = Map.copyOf(sites);
    }

    /** The file with the routes of these containers; where several ask for the same, they share one. */
    public Joined joinedBy(List<LabelledContainer> containers) {
        List<String> complaints = new ArrayList<>();
        List<Wish> wishes = new ArrayList<>();
        for (LabelledContainer container : sorted(containers)) {
            Wish wish = wish(container, complaints);
            if (wish != null) {
                wishes.add(wish);
            }
        }
        DiscoveredSites sites = new DiscoveredSites(file, complaints);
        return new Joined(sites.join(wishes), complaints);
    }

    /** What one container asks for, or null; whatever is in its labels troubles no other. */
    private @Nullable Wish wish(LabelledContainer container, List<String> complaints) {
        String tooMuch = LabelReader.tooMuch(container.labels());
        if (!tooMuch.isEmpty()) {
            complaints.add("container " + container.name() + ": " + tooMuch + "; write this route in the file");
            return null;
        }
        try {
            LabelReader reader = new LabelReader(container);
            Wish wish = reader.read(site -> sites.getOrDefault(site, defaults), file.listen());
            complaints.addAll(reader.complaints());
            return wish;
        } catch (RuntimeException e) {
            complaints.add("container " + container.name() + ": its labels cannot be read: " + e);
            return null;
        }
    }

    private static List<LabelledContainer> sorted(List<LabelledContainer> containers) {
        return containers.stream()
                .sorted(Comparator.comparing(LabelledContainer::name))
                .toList();
    }
}
