package dev.weir.server;

import dev.weir.console.ConsoleAddress;
import dev.weir.http.Door;
import dev.weir.http.Exchange;
import dev.weir.lookup.NamedImages;
import dev.weir.lookup.WorkloadsPage;
import dev.weir.oauth.Issuers;
import dev.weir.server.listen.RequestMetrics;
import dev.weir.server.report.ProjectUpstreams;
import dev.weir.server.report.Reporter;
import dev.weir.server.report.StatusPage;
import dev.weir.streams.past.StreamPast;
import dev.weir.why.Subjects;
import dev.weir.why.WhyPage;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Pages of the API's port for those who may ask for them.
 *
 * @param subjects what may be asked why it is what it is
 */
record Pages(
    Ground ground,
    Stores stores,
    StreamsHalf streams,
    StorageSide storage,
    NamedImages named,
    Subjects subjects,
    TriggerLoops triggers,
    Issuers issuers) {
  Map<String, Door> byPath() {
    Map<String, Door> pages = new HashMap<>(storage.pages(ground, named::all));
    pages.put("/metrics", exchange -> metrics(ground.metrics(), exchange));
    pages.put(
        WorkloadsPage.PATH, new WorkloadsPage(named::elsewhere, streams.streams().authorizer()));
    pages.put(WhyPage.PATH, why());
    pages.put(StatusPage.PATH, status());
    pages.put(ConsoleAddress.PATH, new ConsoleAddress(issuers::urlForOthers));
    return pages;
  }

  private static void metrics(RequestMetrics metrics, Exchange exchange) throws IOException {
    exchange.status(200);
    exchange.send(RequestMetrics.contentType(), metrics.text());
  }

  StatusPage status() {
    return new StatusPage(reports());
  }

  /** What a project sees of them. */
  ProjectUpstreams upstreams() {
    return new ProjectUpstreams(
        streams.newest("status"), streams.streams().context().host(), streams.upstreams());
  }

  WhyPage why() {
    return new WhyPage(
        new StreamPast(stores.store(), streams.streams().store()),
        subjects,
        new WhyPage.Tags(ground.registryHost(), streams.ownHosts()::contains),
        streams.streams().authorizer(),
        ground.clock());
  }

  private Reporter reports() {
    return new Reporter(
        new Reporter.Server(
            ground.clock(),
            ground.surroundings().version(),
            ground::addresses,
            ground.identity(),
            StorageSide.disks(ground.data()),
            () -> stores.report(ground.data(), storage.checks())),
        new Reporter.Work(
            streams.newest("status"),
            streams.schedule(),
            streams.upstreams()::states,
            triggers::all,
            () -> storage.collector().status(),
            () -> storage.checked()));
  }
}
