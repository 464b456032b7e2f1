export default {
  template: `
    <div class="yb-combo" @focusout="left">
      <input class="yb-field" type="search" role="combobox" autocomplete="off" spellcheck="false" maxlength="200"
        :name="name" :aria-label="label" :placeholder="hint" v-model="text" ref="field"
        aria-autocomplete="list" :aria-expanded="shown ? 'true' : 'false'" :aria-controls="listId"
        :aria-activedescendant="shown && at >= 0 ? optionId(at) : null"
        @input="typed" @keydown="key" @compositionend="typed">
      <ul class="yb-options" role="listbox" :id="listId" :aria-label="listLabel" v-show="shown">
        <li v-for="(option, i) in options" :key="i" role="option" :id="optionId(i)" :aria-selected="i === at"
          @mousedown.prevent @click="choose(option)" @mousemove="at = i">
          <span lang="zh-CN">{{ option.text }}</span><small>{{ option.type }}</small>
        </li>
      </ul>
      <div class="yb-hidden" role="status" aria-live="polite">{{ said }}</div>
    </div>`,
  props: {
    name: String,
    value: String,
    label: String,
    hint: String,
    listLabel: String,
    countText: String,
    options: Array,
    sends: Boolean,
  },
  data() {
    return { text: this.value || "", open: false, at: -1, timer: null };
  },
  computed: {
    listId() {
      return `options-${this.name}`;
    },
    shown() {
      return this.open && this.options.length > 0;
    },
    said() {
      return this.shown ? this.countText.replace("{n}", this.options.length) : "";
    },
  },
  watch: {
    value(value) {
      this.text = value || "";
    },
    options() {
      this.at = -1;
    },
  },
  beforeUnmount() {
    clearTimeout(this.timer);
  },
  methods: {
    optionId(i) {
      return `${this.listId}-${i}`;
    },
    typed(event) {
      if (event.isComposing) return;
      this.open = true;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.$emit("typed", this.text), 120);
    },
    left(event) {
      if (!this.$el.contains(event.relatedTarget)) this.open = false;
    },
    key(event) {
      if (event.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && this.options.length) {
        event.preventDefault();
        const places = this.options.length + 1;
        if (this.shown) this.at = ((this.at + 1 + step + places) % places) - 1;
        else this.open = true;
      } else if (event.key === "Escape" && this.shown) {
        event.preventDefault();
        this.open = false;
      } else if (event.key === "Enter") {
        clearTimeout(this.timer);
        if (this.shown && this.at >= 0) {
          event.preventDefault();
          this.choose(this.options[this.at]);
        }
      }
    },
    choose(option) {
      clearTimeout(this.timer);
      this.text = option.text;
      this.open = false;
      if (this.sends) this.$nextTick(() => this.$refs.field.form?.requestSubmit());
      else this.$emit("choose", { text: option.text, code: option.code });
    },
  },
};
