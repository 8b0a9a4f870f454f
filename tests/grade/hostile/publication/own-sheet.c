/* SPDX-License-Identifier: MIT */
// expect: FAIL unobserved
struct sheet {
  long income, expense, balance;
};

struct desk {
  struct sheet sheet[2];
  struct sheet *published;
  long prepared;
  unsigned long wrong;
};

struct office {
  unsigned pairs;
  struct desk desk[];
};

static void setup(struct office *o) { o->pairs = (lab_actors() + 1) / 2; }

static void prepare(struct office *o) {
  struct desk *d = &o->desk[lab_self() / 2];
  struct sheet *s = &d->sheet[d->prepared % 2];
  d->prepared++;
  s->balance = s->income - s->expense;
}

static void take_up(struct office *o) { /* looks at nothing that anybody writes */
  struct desk *d = &o->desk[lab_self() / 2];
  const struct sheet mine = {3, 2, 1}, *s = &mine;
  if (s)
    d->wrong += s->balance != s->income - s->expense;
}
