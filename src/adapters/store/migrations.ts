/** One step forward of the schema. What was released is never edited: a change is a new step. */
export interface Migration {
  readonly version: number;
  readonly statements: readonly string[];
}

const work: Migration = {
  version: 1,
  statements: [
    `create table settings (name text primary key not null, value text not null)`,
    `create table deliveries (
      guid text primary key not null, body_hash text not null, event text not null, action text not null,
      received_at bigint not null, seen bigint not null)`,
    `create index deliveries_by_age on deliveries (received_at)`,
    `create table delivered_bodies (
      body_hash text primary key not null, received_at bigint not null, seen bigint not null)`,
    `create index delivered_bodies_by_age on delivered_bodies (received_at)`,
    `create table jobs (
      id text primary key not null, kind text not null, state text not null, lane text not null,
      installation_id bigint not null, repository_id bigint, number bigint, owner text, name text,
      "trigger" text, scope text, priority bigint not null, intent text,
      generation bigint not null, claimed_generation bigint not null,
      run_at bigint not null, waiting_since bigint not null, not_before bigint not null,
      fence bigint not null, attempts bigint not null, worker text, lease_until bigint,
      claimed_at bigint not null, is_overtaken bigint not null,
      code text, reason text, settled_head text, updated_at bigint not null)`,
    `create unique index jobs_one_a_lane on jobs (lane) where state = 'active'`,
    `create index jobs_due on jobs (priority, installation_id, run_at) where state in ('ready', 'parked')`,
    `create index jobs_active on jobs (installation_id, lease_until) where state = 'active'`,
    `create index jobs_by_service on jobs (installation_id, claimed_at)`,
    `create index jobs_by_repository on jobs (repository_id, number)`,
  ],
};

const memory: Migration = {
  version: 2,
  statements: [
    `create table pull_requests (
      repository_id bigint not null, number bigint not null, installation_id bigint not null,
      is_paused bigint not null, generation bigint not null, last_review text, updated_at bigint not null,
      primary key (repository_id, number))`,
    `create index pull_requests_by_installation on pull_requests (installation_id, repository_id)`,
    `create table findings (
      repository_id bigint not null, number bigint not null, position bigint not null,
      installation_id bigint not null, finding_id text not null, fingerprint text not null, state text not null,
      cwe text, severity text not null, path text not null, side text not null,
      start_line bigint not null, end_line bigint not null, sealed text not null,
      primary key (repository_id, number, position))`,
    `create index findings_by_installation on findings (installation_id, repository_id)`,
    `create table dismissals (
      repository_id bigint not null, number bigint not null, position bigint not null,
      installation_id bigint not null, finding_id text not null, reason text not null, by_id bigint not null,
      until text, sealed text not null,
      primary key (repository_id, number, position))`,
    `create index dismissals_by_installation on dismissals (installation_id, repository_id)`,
  ],
};

const writing: Migration = {
  version: 3,
  statements: [
    `create table answers (
      repository_id bigint not null, number bigint not null, key text not null, installation_id bigint not null,
      sealed text not null, expires_at bigint not null,
      primary key (repository_id, number, key))`,
    `create index answers_by_age on answers (expires_at)`,
    `create index answers_by_installation on answers (installation_id, repository_id)`,
    `create table postings (
      repository_id bigint not null, number bigint not null, head text not null, configuration text not null,
      generation bigint not null, installation_id bigint not null, owner text not null, name text not null,
      job_id text not null, fence bigint not null, state text not null, review_id bigint, check_id bigint,
      started_at bigint not null,
      primary key (repository_id, number, head, configuration, generation))`,
    `create index postings_by_installation on postings (installation_id, repository_id)`,
    `create table checks (
      repository_id bigint not null, external_id text not null, installation_id bigint not null,
      owner text not null, name text not null, head text not null, check_id bigint, job_id text not null,
      started_at bigint not null, is_ended bigint not null,
      primary key (repository_id, external_id, head))`,
    `create index checks_open on checks (started_at) where is_ended = 0`,
    `create index checks_by_installation on checks (installation_id, repository_id)`,
    `create table spend (
      installation_id bigint not null, repository_id bigint not null, author_id bigint not null, day text not null,
      usd double precision not null, tokens bigint not null,
      primary key (installation_id, repository_id, author_id, day))`,
  ],
};

const budgets: Migration = {
  version: 4,
  statements: [
    `create table spend_holds (
      job_id text primary key not null, fence bigint not null, installation_id bigint not null,
      repository_id bigint not null, author_id bigint not null, day text not null,
      usd double precision not null, tokens bigint not null,
      spent_usd double precision not null, spent_tokens bigint not null)`,
    `create index spend_holds_by_installation on spend_holds (installation_id, repository_id)`,
    `create index spend_by_day on spend (installation_id, day)`,
  ],
};

const interruptions: Migration = {
  version: 5,
  statements: [`alter table jobs add column interruptions bigint not null default 0`],
};

const history: Migration = {
  version: 6,
  statements: [
    `create table runs (
      job_id text not null, fence bigint not null, installation_id bigint not null, repository_id bigint not null,
      number bigint not null, generation bigint not null, "trigger" text, wanted_at bigint,
      started_at bigint not null, ended_at bigint not null, outcome text not null, code text, reason text, head text,
      result text, reasons text, questions bigint, tokens bigint, usd double precision,
      primary key (job_id, fence))`,
    `create index runs_by_time on runs (ended_at)`,
    `create index runs_by_installation on runs (installation_id, repository_id)`,
  ],
};

/** What is a match of a rule only has to be told from findings without decrypting either. */
const confidence: Migration = {
  version: 7,
  statements: [`alter table findings add column confidence text`],
};

/** Every step, oldest first, numbered from 1 without gaps. Both engines take the same statements. */
export const migrations: readonly Migration[] = [
  work,
  memory,
  writing,
  budgets,
  interruptions,
  history,
  confidence,
];
