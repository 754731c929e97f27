package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.LabelledContainer.State;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What labels add to a file, and what is said of those that are wrong. */
class LabelsTest {

    private static final Path FOLDER = Path.of("src/test/resources/good").toAbsolutePath();
    private static final String HOST = "sluice.host=api.example.com";

    @Test
    void aHostAndAnExposedPortAreEnough() {
        Config config = good(container("api-1", HOST));

        SiteConfig site = config.sites().getLast();
        assertThat(site.name()).hasToString("api.example.com");
        assertThat(site.aliases()).isEmpty();
        assertThat(site.tls()).isEqualTo(new SiteTls.Auto());
        assertThat(site.redirectHttp()).isTrue();
        RouteConfig route = site.routes().getFirst();
        assertThat(route.path()).isEqualTo(PathPattern.ALL);
        assertThat(targets(route)).containsExactly("http://172.18.0.3:8080 of api-1");
        assertThat(route.maxBody()).as("from defaults").isEqualTo(1 << 20);
        assertThat(route.health()).isEqualTo(new HealthConfig.Off());
        assertThat(config.discovered().containers(site.name(), route.path())).containsExactly("api-1");
        assertThat(config.discovered().sites()).containsExactly(site.name());
    }

    @Test
    void everyKeyOfARouteIsReadAsInAFileAndDotsLeadIntoMaps() {
        RouteConfig route = route(good(container(
                "api-1",
                "sluice.host=api.example.com, www.api.example.com *.api.example.com",
                "sluice.path=/v1/",
                "sluice.port=9000",
                "sluice.weight=3",
                "sluice.scheme=h2c",
                "sluice.balance=hash: ip",
                "sluice.sticky={cookie: pin, ttl: 1h}",
                "sluice.health=/healthz",
                "sluice.hold=30s",
                "sluice.timeouts.response=off",
                "sluice.timeouts.tunnel=1h",
                "sluice.headers.response.set.X-Frame-Options=DENY",
                "sluice.headers.request={remove: [Cookie]}",
                "sluice.strip-prefix=on",
                "sluice.max-body=10m",
                "sluice.allow=[10.0.0.0/8, 192.168.0.0/16]",
                "com.docker.compose.project=x")));

        assertThat(route.path()).hasToString("/v1");
        assertThat(targets(route)).containsExactly("h2c://172.18.0.3:9000 of api-1");
        assertThat(((Action.Forward) route.action()).targets().getFirst().weight())
                .isEqualTo(3);
        assertThat(route.balance()).isEqualTo(new Balance.Hash(Balance.By.IP, ""));
        assertThat(route.sticky()).isEqualTo(new Sticky("pin", Duration.ofHours(1)));
        assertThat(route.health()).isInstanceOf(HealthConfig.Http.class);
        assertThat(route.hold()).isEqualTo(Duration.ofSeconds(30));
        assertThat(route.timeouts())
                .isEqualTo(new Timeouts(Duration.ofSeconds(5), null, Duration.ofMinutes(5), Duration.ofHours(1)));
        assertThat(route.headers().responseSet()).containsExactly(new HeaderRules.Header("X-Frame-Options", "DENY"));
        assertThat(route.headers().requestRemove()).containsExactly("Cookie");
        assertThat(route.stripPrefix()).isEqualTo("/v1");
        assertThat(route.maxBody()).isEqualTo(10 << 20);
        assertThat(route.allow()).hasSize(2);
    }

    @Test
    void furtherNamesAreAliases() {
        SiteConfig site = good(container("api-1", "sluice.host=a.example.com  www.a.example.com,b.example.com"))
                .sites()
                .getLast();
        assertThat(site.name()).hasToString("a.example.com");
        assertThat(site.aliases())
                .extracting(HostPattern::toString)
                .containsExactly("b.example.com", "www.a.example.com");
    }

    @Test
    void containersThatWantTheSameShareARouteAndOthersGetTheirOwn() {
        Config config = good(
                at("172.18.0.5", container("web-2", HOST)),
                at("172.18.0.4", container("web-1", HOST)),
                container("admin", HOST, "sluice.path=/admin"));

        SiteConfig site = config.sites().getLast();
        assertThat(site.routes()).extracting(route -> route.path().toString()).containsExactly("/", "/admin");
        assertThat(targets(site.routes().getFirst()))
                .containsExactly("http://172.18.0.4:8080 of web-1", "http://172.18.0.5:8080 of web-2");
        assertThat(config.discovered().containers(site.name(), PathPattern.ALL)).containsExactly("web-1", "web-2");
    }

    @Test
    void onlyContainersOfTheBestStateGetRequests() {
        LabelledContainer ready = container("ready", HOST);
        LabelledContainer starting = in(State.STARTING, container("starting", HOST));
        LabelledContainer unhealthy = in(State.UNHEALTHY, container("unhealthy", HOST));
        LabelledContainer stopped = in(State.STOPPED, container("stopped", HOST));

        assertThat(targets(route(good(stopped, unhealthy, starting, ready))))
                .containsExactly("http://172.18.0.3:8080 of ready");
        assertThat(targets(route(good(stopped, unhealthy, starting))))
                .containsExactly("http://172.18.0.3:8080 of starting");
        assertThat(targets(route(good(stopped, unhealthy)))).containsExactly("http://172.18.0.3:8080 of unhealthy");
        assertThat(targets(route(good(stopped)))).isEmpty();
    }

    @Test
    void labelsAddRoutesToABareSiteOfTheFileAndOneWithRoutesIsTheFiles() {
        Labels.Joined joined = joined(
                container("api", "sluice.host=full.example.com, www.full.example.com", "sluice.path=/api"),
                container("bare", "sluice.host=bare.example.com"));

        List<SiteConfig> sites = joined.config().sites();
        assertThat(sites)
                .extracting(site -> site.name().toString())
                .containsExactly("bare.example.com", "full.example.com");
        assertThat(sites.getFirst().hsts()).isEqualTo(Duration.ofDays(30));
        assertThat(targets(sites.getFirst().routes().getFirst())).containsExactly("http://172.18.0.3:8080 of bare");
        assertThat(sites.getLast().routes())
                .extracting(route -> route.path() + " " + targets(route))
                .containsExactly("/ [http://app:80 of null]");
        assertThat(joined.complaints())
                .containsExactly(
                        "container api, label sluice.host: 'full.example.com' has routes in docker.yaml: write this"
                                + " one there too, or give the site no route of its own");
    }

    @Test
    void whatFallsUnderAWildcardSiteWithRoutesIsTheFiles() {
        String file = "docker: on\nsites: {'*.example.com': {%s}}";
        LabelledContainer[] containers = {
            aged(1, container("a", "sluice.host=a.example.com")),
            aged(2, container("b", "sluice.host=b.test b.example.com")),
            aged(3, container("c", "sluice.host=deep.c.example.com example.com"))
        };
        Labels.Joined joined = joinedTo(file.formatted("to: 'app:80'"), containers);
        assertThat(joined.config().sites())
                .extracting(site -> site.name().toString())
                .containsExactly("*.example.com", "deep.c.example.com");
        assertThat(joined.complaints())
                .containsExactly(
                        "container a, label sluice.host: 'a.example.com' falls under the site '*.example.com', which has"
                                + " routes in x.yaml: write this one there too, or give the site no route of its own",
                        "container b, label sluice.host: 'b.example.com' falls under the site '*.example.com', which has"
                                + " routes in x.yaml: write this one there too, or give the site no route of its own");
        assertThat(joinedTo(file.formatted("hsts: 30d"), containers).config().sites())
                .hasSize(4);
    }

    @Test
    void whatIsWrongWithAContainerLeavesOnlyItselfOut() {
        Labels.Joined joined = joined(container("bad", HOST, "sluice.balance=least"), container("good", HOST));

        assertThat(targets(route(joined.config()))).containsExactly("http://172.18.0.3:8080 of good");
        assertThat(joined.complaints()).hasSize(1);
    }

    @Test
    void theLabelsOfTheOldestThatRunsCount() {
        Labels.Joined joined = joined(
                aged(1, in(State.STOPPED, container("oldest", HOST, "sluice.hold=1s"))),
                aged(2, container("old", HOST, "sluice.hold=2s")),
                aged(3, container("new", HOST, "sluice.hold=3s")));

        assertThat(route(joined.config()).hold()).isEqualTo(Duration.ofSeconds(2));
        assertThat(targets(route(joined.config()))).hasSize(2);
        assertThat(joined.complaints())
                .containsExactly(
                        "container new, label sluice.host: the labels differ from those of the container old, which count"
                                + " for api.example.com/",
                        "container oldest, label sluice.host: the labels differ from those of the container old, which"
                                + " count for api.example.com/");
    }

    @Test
    void aNewerContainerTakesNoRouteByAnotherKindOfAction() {
        Labels.Joined joined = joined(
                aged(1, container("app", HOST)),
                aged(2, container("thief", HOST, "sluice.redirect=https://x.example/")),
                aged(3, container("more", HOST)));

        assertThat(targets(route(joined.config()))).hasSize(2);
        assertThat(joined.config()
                        .discovered()
                        .containers(joined.config().sites().getLast().name(), PathPattern.ALL))
                .containsExactly("app", "more");
        assertThat(joined.complaints())
                .containsExactly("container thief, label sluice.host: container app has the route api.example.com/, and"
                        + " what this one asks for is of another kind; give it another sluice.path");
    }

    @Test
    void aStoppedContainerKeepsItsKindOfAction() {
        Labels.Joined joined = joined(
                aged(1, in(State.STOPPED, container("app", HOST))),
                aged(2, container("thief", HOST, "sluice.redirect=https://x.example/")));
        assertThat(targets(route(joined.config()))).isEmpty();
        assertThat(joined.complaints()).hasSize(1).allMatch(said -> said.startsWith("container thief"));
    }

    @Test
    void furtherNamesComeSortedFromTheOldestThatRunsAlone() {
        Labels.Joined joined = joined(
                aged(1, in(State.STOPPED, container("stopped", "sluice.host=a.test z.test"))),
                aged(2, container("first", "sluice.host=a.test c.test b.test")),
                aged(3, container("second", "sluice.host=a.test aa.test b.test", "sluice.path=/x")),
                aged(4, container("third", "sluice.host=a.test c.test", "sluice.path=/y")));

        SiteConfig site = joined.config().sites().getLast();
        assertThat(site.aliases()).extracting(HostPattern::toString).containsExactly("b.test", "c.test");
        assertThat(site.routes()).hasSize(3);
        assertThat(joined.complaints())
                .containsExactly(
                        "container second, label sluice.host: its further names are not used: those of the container first"
                                + " count for the site 'a.test'",
                        "container stopped, label sluice.host: its further names are not used: those of the container first"
                                + " count for the site 'a.test'");
    }

    @Test
    void whoIsOnlyStoppedKeepsTheNamesOfItsSite() {
        Labels.Joined joined = joined(
                aged(1, in(State.STOPPED, container("first", "sluice.host=a.test b.test"))),
                aged(2, container("second", "sluice.host=b.test")));
        assertThat(joined.complaints()).hasSize(1).allMatch(said -> said.startsWith("container second"));
    }

    @Test
    void labelsThatAreTooManyOrTooLongLeaveTheirContainerOut() {
        String[] many = new String[66];
        many[0] = HOST;
        for (int i = 1; i < many.length; i++) {
            many[i] = "sluice.x" + i + "=1";
        }
        String[] large = new String[20];
        large[0] = HOST;
        for (int i = 1; i < large.length; i++) {
            large[i] = "sluice.x" + i + "=" + "x".repeat(4000);
        }
        String hosts = "a.test ".repeat(21);
        assertThat(joined(
                                container("a", many),
                                container("b", HOST, "sluice.respond=" + "x".repeat(5000)),
                                container("c", large),
                                container("d", "sluice.host=" + hosts),
                                container("e", HOST, "other=" + "x".repeat(100_000)))
                        .complaints())
                .containsExactly(
                        "container a: it has more than 64 labels of Sluice; write this route in the file",
                        "container b: one of its labels is longer than 4096 characters; write this route in the file",
                        "container c: its labels are longer than 65536 characters together; write this route in the file",
                        "container d, label sluice.host: 'host' has more than 20 names; write this site in the file");
    }

    @Test
    void noContainerOffersWhatSluiceItselfListensOn() {
        for (String port : List.of("80", "443", "9180")) {
            assertThat(joined(at("127.0.0.1", container("a", HOST, "sluice.port=" + port)))
                            .complaints())
                    .containsExactly("container a, label sluice.port: Sluice itself listens on port " + port
                            + " of this machine; no container may offer that");
        }
        // whichever address of this machine it is: a container of Sluice itself may have labels
        assertThat(joined(at("127.0.0.2", container("a", HOST, "sluice.port=80")))
                        .complaints())
                .hasSize(1);
        good(at("127.0.0.1", container("a", HOST, "sluice.port=9181")));
        good(container("a", HOST, "sluice.port=9180"));
    }

    @Test
    void aNameBelongsToOneSite() {
        assertThat(joined(
                                aged(1, container("a", "sluice.host=a.example.com www.a.example.com")),
                                aged(2, container("b", "sluice.host=www.a.example.com")),
                                aged(3, container("c", "sluice.host=c.example.com a.example.com")),
                                aged(4, container("d", "sluice.host=d.example.com full.example.com")),
                                aged(5, container("e", "sluice.host=www.full.example.com")),
                                aged(
                                        6,
                                        container(
                                                "f", "sluice.host=full.example.com new.example.com", "sluice.path=/f")))
                        .complaints())
                .containsExactly(
                        "container b, label sluice.host: 'www.a.example.com' is an alias of the site 'a.example.com'"
                                + " (container a); write that name",
                        "container c, label sluice.host: 'a.example.com' belongs to the site 'a.example.com'"
                                + " (container a); remove it from one of them",
                        "container d, label sluice.host: 'full.example.com' belongs to the site 'full.example.com' in the"
                                + " file; remove it here",
                        "container e, label sluice.host: 'www.full.example.com' is an alias of the site 'full.example.com'"
                                + " in the file; write that name",
                        "container f, label sluice.host: 'new.example.com' is no name of the site 'full.example.com' in"
                                + " the file; add it to its 'aliases' there, or remove it here");
    }

    @Test
    void variablesAndFilesAreNotPutIntoLabels() {
        RouteConfig route = route(good(container(
                "api", HOST, "sluice.headers={request: {set: {X-A: '${HOME}', X-B: '${file:/etc/passwd}'}}}")));
        assertThat(route.headers().requestSet())
                .containsExactly(
                        new HeaderRules.Header("X-A", "${HOME}"), new HeaderRules.Header("X-B", "${file:/etc/passwd}"));
    }

    @Test
    void aContainerMayAskForARedirect() {
        Config config = good(nowhere(
                "old",
                "shares no network",
                "sluice.host=old.example.com",
                "sluice.redirect=https://new.example.com{uri}"));
        assertThat(config.sites().getLast().routes().getFirst().action())
                .isEqualTo(new Action.Redirect("https://new.example.com{uri}", 308));
    }

    @Test
    void oneThatCannotBeReachedIsSaid() {
        assertThat(joined(nowhere("api", "the container shares no network with Sluice; put both on one network", HOST))
                        .complaints())
                .containsExactly(
                        "container api, label sluice.host: the container shares no network with Sluice; put both on"
                                + " one network");
    }

    @Test
    void withoutALonePortTheLabelIsAskedFor() {
        assertThat(joined(exposing(List.of(), container("api", HOST))).complaints())
                .containsExactly("container api, label sluice.host: the container exposes no TCP port; set the label"
                        + " sluice.port to the one that the application listens on");
        assertThat(joined(exposing(List.of(80, 443), container("api", HOST))).complaints())
                .containsExactly(
                        "container api, label sluice.host: the container exposes several TCP ports (80, 443); set"
                                + " the label sluice.port to the one that the application listens on");
        assertThat(targets(route(good(exposing(List.of(80, 443), container("api", HOST, "sluice.port=443"))))))
                .containsExactly("http://172.18.0.3:443 of api");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sluice.host=www_x.example.com         | host: 'www_x.example.com' is not a host name such as www.example.com
            sluice.host=a.example.com, http://b   | host: 'http://b' is a URL; write the host name alone, without 'http://' or 'https://'
            sluice.host=                          | host: 'host' has no value; write one, or remove the key
            sluice.path=api                       | path: 'api' is not a path; it starts with '/'
            sluice.path=/api/*                    | path: '/api/*' ends with '*'; leave it out, a path takes everything below it
            sluice.port=http                      | port: 'http' is not a whole number from 1 to 65535
            sluice.port=99999                     | port: '99999' is not a whole number from 1 to 65535
            sluice.port=[80, 81]                  | port: expected a whole number from 1 to 65535 here, found a list
            sluice.scheme=fcgi                    | scheme: 'fcgi' is not possible here (possible: http, https, h2c)
            sluice.verify=off                     | verify: only 'sluice.scheme=https' has a certificate to verify; remove this
            sluice.weight=0                       | weight: '0' is not a whole number from 1 to 1000
            sluice.balanse=random                 | balanse: unknown key 'balanse' (did you mean 'balance'?)
            sluice.Host=a.example.com             | Host: unknown key 'Host' (did you mean 'host'?)
            sluice.balance=randum                 | balance: 'randum' is not possible here (did you mean 'random'?)
            sluice.tls=off                        | tls: unknown key 'tls'; it belongs to a site of the file; labels may add routes to that
            sluice.files=/data                    | files: '/data' names a file, which labels cannot; write this route in the file
            sluice.to=other:80                    | to: unknown key 'to'; it belongs to a route of the file, as a container offers itself alone
            sluice.hold=10                        | hold: '10' is not a duration; write a whole number with its unit, such as 500ms, 30s, 5m, 1h, 30d (a number alone has no unit)
            sluice.timeouts.conect=1s             | timeouts.conect: unknown key 'conect' (did you mean 'connect'?)
            sluice.timeouts.connect=1             | timeouts.connect: '1' is not a duration; write a whole number with its unit, such as 500ms, 30s, 5m, 1h, 30d (a number alone has no unit)
            sluice.timeouts=5s                    | timeouts: expected a map of keys here, found the single value '5s'
            sluice.health.path.x=1                | health.path.x: expected a path such as /health here, found a map of keys
            sluice.headers={request: {set: {A: 1  | headers: this { is never closed
            sluice.headers={request: {add: {A: 1}, add: {A: 2}}} | headers: duplicate key 'add'
            sluice.rewrite=*x                     | rewrite: a value that starts with '*' must stand in quotes: "*x"
            sluice.max-body=                      | max-body: 'max-body' has no value; write one, or remove the key
            sluice.deny=0.0.0.0/0                 | deny: 'deny' refuses everyone, and is looked at before 'allow'; with 'allow' all others are refused anyway, remove 0.0.0.0/0
            sluice.=x                             | : unknown key ''
            """)
    void whatIsWrongIsPlacedAtItsLabel(String label, String complaint) {
        assertThat(joined(container("api-1", HOST, label)).complaints())
                .extracting(said -> said.replace(FOLDER.toString(), "…"))
                .containsExactly("container api-1, label sluice." + complaint.strip());
    }

    @Test
    void whatFitsNotTogetherIsSaidOfOneOfThem() {
        assertThat(joined(container("a", HOST, "sluice.timeouts={idle: 1s}", "sluice.timeouts.connect=1s"))
                        .complaints())
                .containsExactly(
                        "container a, label sluice.timeouts.connect: the label 'sluice.timeouts' gives all of this"
                                + " already; keep one of them");
        assertThat(joined(container("a", HOST, "sluice.redirect=/x", "sluice.port=80"))
                        .complaints())
                .containsExactly(
                        "container a, label sluice.port: 'port' has no effect beside 'redirect'; remove one of them");
        assertThat(joined(container("a", HOST, "sluice.redirect=/x", "sluice.respond=404"))
                        .complaints())
                .containsExactly(
                        "container a, label sluice.respond: 'respond' beside 'redirect': a route does exactly one thing");
    }

    @Test
    void whatDoesNotFitWithWhatIsInheritedIsPlacedAtTheContainer() {
        String lines = "docker: on\n" + "#\n".repeat(200);
        assertThat(joinedTo(lines + "defaults: {strip-prefix: on}", container("a", HOST, "sluice.rewrite=/x"))
                        .complaints())
                .containsExactly(
                        "container a, label sluice.host: 'strip-prefix' beside 'rewrite': both change the path,"
                                + " keep one of them");
        assertThat(joinedTo(lines + "defaults: {deny: 0.0.0.0/0}", container("a", HOST), container("b", HOST))
                        .complaints())
                .hasSize(2)
                .allMatch(said -> said.contains(", label sluice.host: 'deny' refuses everyone"));
    }

    @Test
    void routesOfASiteOfTheFileInheritItsKeysAndThoseDefaults() {
        Config config = joinedTo(
                        "docker: on\ndefaults: {max-body: 1m, hold: 1s}\n"
                                + "sites: {api.example.com: {allow: [10.0.0.0/8], deny: 10.1.0.0/16, max-body: 2m}}",
                        container("a", HOST),
                        container("b", HOST, "sluice.path=/b", "sluice.max-body=3m"),
                        container("c", "sluice.host=c.example.com"))
                .config();
        assertThat(config.sites().getFirst().routes())
                .extracting(route -> route.path() + " " + route.allow().size() + " "
                        + route.deny().size() + " " + route.maxBody() + " " + route.hold())
                .containsExactly("/ 1 1 2097152 PT1S", "/b 1 1 3145728 PT1S");
        assertThat(config.sites().getLast().routes().getFirst().allow()).isEmpty();
        assertThat(config.sites().getLast().routes().getFirst().maxBody()).isEqualTo(1 << 20);
    }

    @Test
    void aLabelsNameDisturbsNoTerminal() {
        assertThat(joined(container("a", HOST, "sluice.\u001b[2J=x")).complaints())
                .containsExactly("container a, label sluice.\uFFFD[2J: unknown key '\uFFFD[2J'");
    }

    @Test
    void severalMistakesAreAllSaid() {
        assertThat(joined(container("a", HOST, "sluice.hold=x", "sluice.retry=99", "sluice.port=0"))
                        .complaints())
                .hasSize(3);
    }

    private static LabelledContainer container(String name, String... labels) {
        Map<String, String> map = new HashMap<>();
        for (String label : labels) {
            String[] parts = label.split("=", 2);
            map.put(parts[0], parts[1]);
        }
        return new LabelledContainer(name, 0, map, State.READY, "172.18.0.3", "", List.of(8080));
    }

    private static LabelledContainer nowhere(String name, String why, String... labels) {
        LabelledContainer one = container(name, labels);
        return new LabelledContainer(name, 0, one.labels(), State.READY, null, why, List.of(8080));
    }

    private static LabelledContainer in(State state, LabelledContainer one) {
        boolean stopped = state == State.STOPPED;
        return new LabelledContainer(
                one.name(),
                one.created(),
                one.labels(),
                state,
                stopped ? null : one.address(),
                "",
                stopped ? List.of() : one.ports());
    }

    private static LabelledContainer at(String address, LabelledContainer one) {
        return new LabelledContainer(one.name(), one.created(), one.labels(), one.state(), address, "", one.ports());
    }

    private static LabelledContainer aged(long created, LabelledContainer one) {
        return new LabelledContainer(
                one.name(), created, one.labels(), one.state(), one.address(), one.whyNoAddress(), one.ports());
    }

    private static LabelledContainer exposing(List<Integer> ports, LabelledContainer one) {
        return new LabelledContainer(one.name(), one.created(), one.labels(), one.state(), one.address(), "", ports);
    }

    private static Labels.Joined joined(LabelledContainer... containers) {
        Loaded loaded = ConfigLoader.load(FOLDER.resolve("docker.yaml"), Environment.of(Map.of()));
        return ((Loaded.Good) loaded).labels().joinedBy(Arrays.asList(containers));
    }

    private static Labels.Joined joinedTo(String text, LabelledContainer... containers) {
        Loaded loaded = ConfigLoader.load(
                text.getBytes(StandardCharsets.UTF_8), FOLDER.resolve("x.yaml"), Environment.of(Map.of()));
        return ((Loaded.Good) loaded).labels().joinedBy(Arrays.asList(containers));
    }

    private static Config good(LabelledContainer... containers) {
        Labels.Joined joined = joined(containers);
        assertThat(joined.complaints()).isEmpty();
        return joined.config();
    }

    private static RouteConfig route(Config config) {
        return config.sites().getLast().routes().getFirst();
    }

    private static List<String> targets(RouteConfig route) {
        List<String> targets = new ArrayList<>();
        for (Target target : ((Action.Forward) route.action()).targets()) {
            targets.add(target + " of " + target.container());
        }
        return targets;
    }

    @Test
    void onlyALabelThatAsksForAHostMakesARoute() {
        Loaded loaded = ConfigLoader.load(
                "docker: on\n".getBytes(StandardCharsets.UTF_8), FOLDER.resolve("x.yaml"), Environment.of(Map.of()));
        Labels.Joined joined = ((Loaded.Good) loaded).labels().joinedBy(List.of(container("a", "sluice.port=80")));
        assertThat(joined.config().sites()).isEmpty();
        assertThat(joined.complaints()).isEmpty();
    }
}
