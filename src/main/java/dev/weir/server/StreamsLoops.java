package dev.weir.server;

import dev.weir.client.Resources;
import dev.weir.controller.Informer;
import dev.weir.controller.Marks;
import dev.weir.controller.WorkQueue;
import dev.weir.importing.aged.AgedTags;
import dev.weir.importing.background.BackgroundImport;
import dev.weir.lookup.NamedImages;
import dev.weir.prune.PruneRules;
import dev.weir.pruning.PruneEvents;
import dev.weir.pruning.ScheduledPruning;
import dev.weir.resource.Kinds;
import dev.weir.server.config.ServerConfig;

/**
 * What happens to image streams by itself, but for triggers: imports, what is old enough by now,
 * windows, and pruning by schedule.
 *
 * @param named what workloads name
 */
record StreamsLoops(StreamsHalf streams, NamedImages named, OwnObjects objects) {
  void start(StandingLoops standing, ServerConfig.Pruning pruning) {
    importInBackground(standing);
    lookAtSchedule(standing);
    takeWhatIsOldEnough(standing);
    standing.start(
        "windows",
        streams.windows().keeper(streams.streams(), named::all, streams.ownHosts()::contains));
    prune(standing, pruning);
  }

  /** Imports what streams point at. */
  private void importInBackground(StandingLoops standing) {
    WorkQueue due = StandingLoops.queue();
    BackgroundImport imports = streams.inBackground(due);
    follow(standing, "imports", new Marks(due));
    for (int i = 0; i < BackgroundImport.WORKERS; i++) {
      standing.start("imports-worker-" + i, () -> due.work(imports));
    }
  }

  /** Looks at tags that follow other registries by themselves. */
  private void lookAtSchedule(StandingLoops standing) {
    follow(standing, "schedule", streams.schedule());
    standing.start("schedule-worker", streams.schedule());
  }

  /** Lets tags take what they waited for. */
  private void takeWhatIsOldEnough(StandingLoops standing) {
    AgedTags aged = streams.aged();
    follow(standing, "aged-tags", aged);
    standing.start("aged-tags-worker", aged);
  }

  private void follow(StandingLoops standing, String name, Informer.Handler handler) {
    standing.follow(name, streams.newest("loops"), Kinds.IMAGE_STREAM, handler);
  }

  /** Shortens histories by schedule, if there is one. */
  private void prune(StandingLoops standing, ServerConfig.Pruning settings) {
    Resources own = objects.of("pruning");
    PruneRules rules = PruneRules.keeping(settings.keepYoungerThan(), settings.keepTagRevisions());
    PruneEvents events = new PruneEvents(own, objects.events("pruning"));
    settings
        .times()
        .ifPresent(
            times ->
                standing.start(
                    "pruning",
                    new ScheduledPruning(
                        times, rules, own, named::elsewhere, events, objects.clock())));
  }
}
